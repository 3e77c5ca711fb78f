import Fixtures
import OrderedJSON
import Testing

@Suite("What every run makes anew is no difference")
struct ComparisonTests {
    private func response(_ body: String, type: String = "application/json") -> RecordedResponse {
        RecordedResponse(status: 200, headers: ["Content-Type": type], content: .whole(Array(body.utf8)))
    }

    private func differences(
        _ recorded: String, _ live: String, type: String = "application/json", binding: Binding = Binding(),
        ignoring places: [String] = []
    ) -> [String] {
        var binding = binding
        var ignored = IgnoredPlaces()
        for place in places { ignored.insert(place) }
        return ResponseComparison(ignored: ignored).differences(
            response(recorded, type: type), response(live, type: type), &binding
        ).map(\.description)
    }

    @Test(
        "within any text",
        arguments: [
            (#"{"t":"got 01K5Z8Q3M7T2V9XBN4CDHJ6WRE-iad"}"#, #"{"t":"got 01K6AAAAM7T2V9XBN4CDHJ6WRE-iad"}"#),
            (
                #"{"t":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}"#,
                #"{"t":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}"#
            ),
            (#"{"t":"from 10.0.0.1, to fdaa:0:1::3"}"#, #"{"t":"from 172.16.0.9, to fdaa:2:51c9:a7b::1"}"#),
            (#"{"t":"at 2026-06-02T09:14:21Z"}"#, #"{"t":"at 2027-01-01T00:00:00Z"}"#),
            (#"{"t":"t=1717319661123456"}"#, #"{"t":"t=1795378631546000"}"#),
            (#"{"t":"started in 2ms"}"#, #"{"t":"started in 1m0.5s"}"#),
            (#"{"t":"Bearer redacted-token-1, yes"}"#, #"{"t":"Bearer fm2_abc/+=, yes"}"#),
            (#"{"timestamp":1795378631546}"#, #"{"timestamp":1717319661123}"#),
            (#"{"at":1795378631546}"#, #"{"at":1717319661123}"#),
            (#"{"internal_numeric_id":1,"zone":"16ca"}"#, #"{"internal_numeric_id":99,"zone":"6b05"}"#),
            (#"{"owner":"dev@example.com"}"#, #"{"owner":"me@windtunnel.local"}"#),
            (#"{"t":"held by dev@example.com, at"}"#, #"{"t":"held by me@windtunnel.local, at"}"#),
            (#"{"cname_target":"opnfdux.boats.fly.dev"}"#, #"{"cname_target":"nwvm5u0.boats.fly.dev"}"#),
            (#"{"volume_id":"3654032"}"#, #"{"volume_id":"1"}"#),
            (#"{"n":"redacted-secret-1"}"#, #"{"n":17}"#),
            (#"{"t":"2026-06-02T09:14:21.12Z"}"#, #"{"t":"2026-06-02T09:14:21.123Z"}"#),
            (
                #"{"id":"zq3p8v1yk6w0dj7n","c":"zq3p8v1.boats.fly.dev","d":"app-zq3p8v1yk6w0dj7n"}"#,
                #"{"id":"nwvm5u0ytsupcm7d","c":"nwvm5u0.boats.fly.dev","d":"app-nwvm5u0ytsupcm7d"}"#
            ),
            (
                #"{"checks":{"4d8917be20c6f3":1},"id":"4d8917be20c6f3"}"#,
                #"{"checks":{"e82d4f01ab7733":1},"id":"e82d4f01ab7733"}"#
            ),
        ])
    func same(recorded: String, live: String) {
        #expect(differences(recorded, live).isEmpty)
    }

    @Test(
        "but what only looks like it is",
        arguments: [
            (#"{"t":"5s"}"#, #"{"t":"10s"}"#), (#"{"memory":2147483648}"#, #"{"memory":1610612736}"#),
            (#"{"t":"Bearer redacted-token-1, yes"}"#, #"{"t":"Bearer a b, yes"}"#),
            (#"{"t":"of 4d8917be20c6f3"}"#, #"{"t":"of nobody"}"#), (#"{"t":"10.0.0.1"}"#, #"{"t":"fdaa::1"}"#),
            (#"{"image":"a/b@sha256:1"}"#, #"{"image":"a/c@sha256:1"}"#),
            (#"{"owner":"dev@example.com"}"#, #"{"owner":""}"#),
            (#"{"cname_target":"opnfdux.boats.fly.dev"}"#, #"{"cname_target":"nwvm5u0.ships.fly.dev"}"#),
            (#"{"host":"opnfdux.fly.dev"}"#, #"{"host":"nwvm5u0.fly.dev"}"#),
            (#"{"zone":"16ca"}"#, #"{"zone":""}"#),
            (#"{"id":"zq3p8v1yk6w0dj7n","c":"zq3p8v1.fly.dev"}"#, #"{"id":"nwvm5u0ytsupcm7d","c":"other77.fly.dev"}"#),
            (#"{"t":"0001-01-01T00:00:00Z"}"#, #"{"t":"2026-06-02T09:14:21Z"}"#),
        ])
    func different(recorded: String, live: String) {
        #expect(differences(recorded, live).count == 1)
    }

    @Test("an id that is bound is that one and no other, within a text as well")
    func bound() {
        var binding = Binding()
        binding.bind(recorded: "4d8917be20c6f3", live: "e82d4f01ab7733")
        let text = { (id: String) in "{\"t\":\"machine \(id) not found\"}" }
        #expect(differences(text("4d8917be20c6f3"), text("e82d4f01ab7733"), binding: binding).isEmpty)
        binding.bind(recorded: "ffff17be20c6f3", live: "aaaa4f01ab7733")
        #expect(differences(text("4d8917be20c6f3"), text("aaaa4f01ab7733"), binding: binding).count == 1)
    }

    @Test("elements of a list find each other by ids that are bound, whatever their order")
    func lists() {
        var binding = Binding()
        binding.bind(recorded: "4d8917be20c6f3", live: "e82d4f01ab7733")
        binding.bind(recorded: "1d8917be20c6f3", live: "282d4f01ab7733")
        let recorded = #"[{"id":"4d8917be20c6f3","n":1},{"id":"1d8917be20c6f3","n":2}]"#
        let live = #"[{"id":"282d4f01ab7733","n":2},{"id":"e82d4f01ab7733","n":1}]"#
        #expect(differences(recorded, live, binding: binding).isEmpty)
        #expect(
            differences(recorded, #"[{"id":"282d4f01ab7733","n":2}]"#, binding: binding) == [
                #"body $[0]: recorded {"id":"4d8917be20c6f3","n":1}, not there"#
            ])
    }

    @Test("answers of JSON-RPC are found by their ids, whatever came first; comments of a stream of events say nothing")
    func messages() {
        let first = #"{"jsonrpc":"2.0","id":1,"result":{"a":1}}"#
        let second = #"{"jsonrpc":"2.0","id":2,"result":{"a":2}}"#
        #expect(differences("\(first)\n\(second)\n", "\(second)\n\(first)\n", type: "text/event-stream").isEmpty)
        #expect(differences(": hello\n\ndata: {}\n\n", "data: {}\n\n: ping\n\n", type: "text/event-stream").isEmpty)
        #expect(
            differences("\(first)\n\(second)\n", "\(second)\n", type: "text/event-stream")
                == ["body line 1: recorded \(first), not there"])
        #expect(
            differences("event: a\ndata: 1\n", "event: b\ndata: 1\n", type: "text/event-stream")
                == ["body line 1: recorded event: a, got event: b"])
    }

    @Test(
        "places that do not count are named by pointer, place or key",
        arguments: ["/a/0/b", "/a/*/b", "/*/*/*", "body $.a[0].b", "b"])
    func ignored(place: String) {
        #expect(differences(#"{"a":[{"b":1}]}"#, #"{"a":[{"b":2}]}"#, ignoring: [place]).isEmpty)
        #expect(differences(#"{"a":[{"b":1,"c":1}]}"#, #"{"a":[{"b":1,"c":1}],"d":1}"#, ignoring: [place]).count == 1)
    }

    @Test("a pointer may name keys with slashes and tildes, the status and headers have their names")
    func oddPlaces() {
        #expect(differences(#"{"a/~":1}"#, #"{"a/~":2}"#, ignoring: ["/a~1~0"]).isEmpty)
        var ignored = IgnoredPlaces()
        ignored.insert("status")
        ignored.insert("header retry-after")
        var binding = Binding()
        let found = ResponseComparison(ignored: ignored).differences(
            RecordedResponse(status: 200, headers: ["Retry-After": "1"]), RecordedResponse(status: 500), &binding)
        #expect(found.isEmpty)
    }

    @Test("bodies are compared as the rules say, and headers that they add")
    func rules() {
        func count(_ comparison: ResponseComparison) -> Int {
            var binding = Binding()
            return comparison.differences(
                RecordedResponse(status: 200, headers: ["X-Odd": "1"], content: .whole(Array("{\"a\":1}".utf8))),
                RecordedResponse(status: 200, headers: ["X-Odd": "2"], content: .whole(Array("{ \"a\": 1 }".utf8))),
                &binding
            ).count
        }
        #expect(count(ResponseComparison()) == 0)
        #expect(count(ResponseComparison(body: .exact)) == 1)
        #expect(count(ResponseComparison(headers: ["X-Odd"])) == 1)
        #expect(count(ResponseComparison(headers: ["X-Odd"], body: .ignored)) == 1)
    }
}

@Suite("A recording is repeated in its own time")
struct RepetitionTests {
    private func exchange(_ method: String, _ path: String, _ state: String = "", at: Int, wait: Int = 3) -> Interaction
    {
        var exchange = Sample.exchange(method, path, answer: "{\"state\":\"\(state)\"}", at: at)
        exchange.timing = Timing(wait: .milliseconds(wait))
        return exchange
    }

    @Test("reads are sent when they were, changes when they were answered, and what lasted goes on meanwhile")
    func timeline() {
        let recording = Recording([
            exchange("POST", "/v1/apps", at: 0, wait: 200), exchange("GET", "/v1/apps/a/wait", at: 1, wait: 900),
            exchange("GET", "/stream", at: 2, wait: 3000), exchange("POST", "/message", at: 3),
            exchange("GET", "/v1/apps/a", at: 5, wait: 10),
        ])
        let timeline = RecordedTimeline(recording)
        #expect(timeline.start == 1_780_390_800_000)
        #expect(
            timeline.steps == [
                .exchange(0, at: .milliseconds(200), within: .milliseconds(200)),
                .exchange(1, at: .seconds(1), within: .milliseconds(1900)), .open(2, at: .seconds(2)),
                .exchange(3, at: .milliseconds(3003), within: .milliseconds(3003)), .close(2, at: .seconds(5)),
                .exchange(4, at: .seconds(5), within: .milliseconds(5010)),
            ])
    }

    @Test("a file in another order is repeated in that of its requests; one without times in its own")
    func order() {
        let recording = Recording([exchange("GET", "/b", at: 2), exchange("GET", "/a", at: 1)])
        #expect(RecordedTimeline(recording).steps.map(\.index) == [1, 0])
        var timeless = recording
        for index in timeless.interactions.indices { timeless.interactions[index].startedAt = "" }
        #expect(RecordedTimeline(timeless).steps.map(\.index) == [0, 1])
        #expect(RecordedTimeline(timeless).start == nil)
    }

    @Test("what seems to overlap by less than the times are exact to does not")
    func exactness() {
        var first = exchange("GET", "/a", at: 1)
        first.timing = Timing(wait: .microseconds(900))
        #expect(
            RecordedTimeline(Recording([first, exchange("GET", "/b", at: 1)])).steps.map(\.index) == [0, 1])
    }

    @Test("a poll may see what the recording saw a little earlier or later, as far as the next change")
    func polls() {
        let path = "/v1/apps/a/machines/m"
        let recording = Recording([
            exchange("GET", path, "created", at: 1), exchange("GET", path, "started", at: 2),
            exchange("POST", path + "/lease", at: 3), exchange("GET", path, "started", at: 4),
            exchange("POST", path + "/stop", at: 5), exchange("GET", path, "stopped", at: 6),
        ])
        var comparison = RecordingComparison(recording, ResponseComparison())
        func differ(_ index: Int, _ state: String) -> Int {
            comparison.differences(index, in: exchange("GET", path, state, at: 0).response, isLast: true).count
        }
        #expect(differ(0, "created") == 0)
        #expect(differ(0, "started") == 0)
        #expect(differ(3, "created") == 0)
        #expect(differ(0, "stopped") == 1)
        #expect(differ(5, "started") == 1)
    }

    @Test("ids of one answer are in the next request, names that were given stand for themselves")
    func bound() {
        let recording = Recording([
            Sample.exchange(
                "POST", "/v1/apps", #"{"app_name":"boats"}"#, answer: #"{"id":"4d8917be20c6f3","name":"boats"}"#),
            Sample.exchange("GET", "/v1/apps/boats/machines/4d8917be20c6f3"),
        ])
        var comparison = RecordingComparison(recording, ResponseComparison(), names: [("boats", "ships")])
        #expect(comparison.request(0).body?.bytes == Array(#"{"app_name":"ships"}"#.utf8))
        let answer = Sample.exchange("POST", "/", answer: #"{"id":"e82d4f01ab7733","name":"ships"}"#).response
        #expect(comparison.differences(0, in: answer, isLast: true).isEmpty)
        #expect(comparison.request(1).url == "https://api.machines.dev/v1/apps/ships/machines/e82d4f01ab7733")
        var plain = RecordingComparison(recording, ResponseComparison())
        _ = plain.request(0)
        #expect(plain.differences(0, in: answer, isLast: true).map(\.place) == ["body $.name"])
        var app = Sample.exchange("GET", "https://boats.fly.dev/x").request
        #expect(comparison.binding.live(app).url == "https://ships.fly.dev/x")
        app.url = "https://boats.example.com/x"
        #expect(comparison.binding.live(app).url == "https://boats.example.com/x")
        app.url = "https://boats.fly.dev.example/x"
        #expect(comparison.binding.live(app).url == "https://boats.fly.dev.example/x")
    }

    @Test("what only reads is told from what changes, in GraphQL by its document")
    func reads() {
        func query(_ text: String) -> Bool {
            Sample.exchange("POST", "/graphql", "{\"query\":\"\(text)\"}").request.isRead
        }
        #expect(query("{ app { id } }") && query("query Q { mutation { id } }"))
        #expect(!query("mutation($i: I!) { a(input: $i) }") && !query("fragment F on A { id } mutation { a }"))
        #expect(Sample.exchange("GET", "/").request.isRead && !Sample.exchange("POST", "/v1/apps").request.isRead)
    }

    @Test("only differences of how far something has come may go away by themselves")
    func progress() {
        func isOfProgress(_ kind: Difference.Kind, _ place: String) -> Bool {
            Difference(kind, place: place, recorded: "200", live: "412").isOfProgress
        }
        #expect(!Difference(.status, place: "status", recorded: "200", live: "401").isOfProgress)
        #expect(isOfProgress(.status, "status") && isOfProgress(.body, "body $[2].state"))
        #expect(isOfProgress(.missing, "body $[1]") && isOfProgress(.body, "body $.events[0].type"))
        #expect(!isOfProgress(.body, "body $.config.image") && !isOfProgress(.header, "header location"))
        #expect(!isOfProgress(.extra, "body $.n"))
    }
}

extension RecordedTimeline.Step {
    fileprivate var index: Int {
        switch self {
        case .exchange(let index, _, _), .open(let index, _), .close(let index, _): index
        }
    }
}
