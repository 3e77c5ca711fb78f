import Fixtures
import OrderedJSON
import Testing

@Suite("A recording answers another run")
struct ReplayTests {
    static func document(_ interactions: [Interaction]) throws -> HARDocument {
        try HARDocument(HARWriter.text(Recording(interactions), version: "1"))
    }

    private static let machines = "/v1/apps/paper-boats/machines"
    private static let id = "4d8917be20c6f3"

    /// An app, a machine in it, polled seven times once a second, stopped, polled once more.
    static let story: [Interaction] = {
        let machine = "\(machines)/\(id)"
        let states = ["created", "created", "created", "created", "starting", "starting", "started"]
        let polls = states.enumerated().map {
            Sample.exchange("GET", machine, answer: Sample.machine(id, state: $1), at: 2 + $0)
        }
        return [
            Sample.exchange(
                "POST", "/v1/apps", #"{"app_name":"paper-boats","org_slug":"personal"}"#, status: 201,
                answer: #"{"id":"zq3p8v1yk6w0dj7n","created_at":1780391661418}"#),
            Sample.exchange(
                "POST", machines, #"{"name":"quiet-meadow-412","config":{"image":"registry.fly.io/paper-boats:v14"}}"#,
                answer: Sample.machine(id, state: "created"), at: 1),
        ] + polls + [
            Sample.exchange("POST", "\(machine)/stop", "{}", answer: #"{"ok":true}"#, at: 20),
            Sample.exchange("GET", machine, answer: Sample.machine(id, state: "stopped"), at: 21),
        ]
    }()

    private let start: Int64 = 1_900_000_000_000

    private func state(_ answer: ReplayAnswer) throws -> String? {
        guard case .whole(let bytes) = answer.content else { return nil }
        return try JSON(parsing: bytes)["state"]?.stringValue
    }

    private func poll(_ replay: inout Replay, app: String = "paper-boats", at seconds: Double) throws -> String? {
        let request = Sample.exchange("GET", "/v1/apps/\(app)/machines/\(Self.id)").request
        return try state(replay.answer(request, now: start + Int64(seconds * 1000)))
    }

    private func begin(_ replay: inout Replay, app: String = "paper-boats") throws {
        _ = try replay.answer(
            Sample.exchange("POST", "/v1/apps", "{\"org_slug\":\"personal\",\"app_name\":\"\(app)\"}").request,
            now: start)
        let body = "{\"config\":{\"image\":\"registry.fly.io/\(app):v14\"}, \"name\":\"quiet-meadow-412\"}"
        _ = try replay.answer(Sample.exchange("POST", "/v1/apps/\(app)/machines", body).request, now: start)
    }

    @Test("who polls three times on the clock sees what the recorded one saw at these moments")
    func threePolls() throws {
        var replay = Replay(try Self.document(Self.story))
        try begin(&replay)
        #expect(try [0, 4, 9].map { try poll(&replay, at: $0) } == ["created", "starting", "started"])
    }

    @Test("who polls thirty times sees the last answer stick, and the one behind the stop only after the stop")
    func thirtyPolls() throws {
        var replay = Replay(try Self.document(Self.story))
        try begin(&replay)
        let states = try (0..<30).map { try poll(&replay, at: Double($0) * 0.5) }
        #expect(states[..<8].allSatisfy { $0 == "created" } && states[8..<12].allSatisfy { $0 == "starting" })
        #expect(states[12...].allSatisfy { $0 == "started" })
        _ = try replay.answer(
            Sample.exchange("POST", "\(Self.machines)/\(Self.id)/stop", "{}").request, now: start + 20_000)
        #expect(try (0..<3).map { try poll(&replay, at: 20 + Double($0)) } == ["stopped", "stopped", "stopped"])
    }

    @Test("who stops before the recorded polls are used up gets what came after the stop")
    func early() throws {
        var replay = Replay(try Self.document(Self.story))
        try begin(&replay)
        #expect(try poll(&replay, at: 0) == "created")
        _ = try replay.answer(Sample.exchange("POST", "\(Self.machines)/\(Self.id)/stop", "{}").request, now: start)
        #expect(try poll(&replay, at: 0.1) == "stopped")
    }

    @Test("with the pace of counting, each poll is one further")
    func counting() throws {
        var replay = Replay(try Self.document(Self.story), pace: .count)
        try begin(&replay)
        #expect(
            try (0..<9).map { _ in try poll(&replay, at: 0) } == [
                "created", "created", "created", "created", "starting", "starting", "started", "started", "started",
            ])
    }

    @Test("a run with another name for its app is answered with that name, everywhere")
    func otherName() throws {
        var story = Self.story
        story.append(
            Sample.exchange(
                "GET", "/v1/apps/paper-boats",
                answer: #"{"name":"paper-boats","url":"https://paper-boats.fly.dev/x","other":"paper-boats-2"}"#, at: 30
            ))
        var replay = Replay(try Self.document(story))
        try begin(&replay, app: "tin-ships")
        #expect(try poll(&replay, app: "tin-ships", at: 0) == "created")
        let answer = try replay.answer(Sample.exchange("GET", "/v1/apps/tin-ships").request, now: start)
        guard case .whole(let bytes) = answer.content else { return }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"name":"tin-ships","url":"https://tin-ships.fly.dev/x","other":"paper-boats-2"}"#)
        #expect(replay.binding.differences.map(\.live) == ["tin-ships"])
        #expect(throws: Miss.self) {
            try replay.answer(Sample.exchange("GET", "/v1/apps/paper-boats").request, now: start)
        }
        #expect(throws: Miss.self) {
            try replay.answer(Sample.exchange("GET", "/v1/apps/third-boats").request, now: start)
        }
    }

    @Test("a name that stands for itself gives no other name its answers, nor does an id")
    func ownNames() throws {
        var story = Self.story
        story.append(Sample.exchange("GET", "/v1/apps/paper-boats", answer: "{}", at: 30))
        var replay = Replay(try Self.document(story))
        try begin(&replay)
        #expect(throws: Miss.self) {
            try replay.answer(Sample.exchange("GET", "/v1/apps/other-boats").request, now: start)
        }
        let machine = "\(Self.machines)/ffff17be20c6f3"
        #expect(throws: Miss.self) { try replay.answer(Sample.exchange("GET", machine).request, now: start) }
    }

    @Test(
        "a GraphQL query is answered again and again, a mutation in its order",
        arguments: ["mutation", "\\n  mutation"])
    func mutations(word: String) throws {
        let url = "https://api.fly.io/graphql"
        let query = #"{"query":"query { app { secrets { name } } }"}"#
        let change = "{\"query\":\"\(word) { setSecrets { id } }\"}"
        let recorded = [
            Sample.exchange("POST", url, query, answer: "[0]"),
            Sample.exchange("POST", url, change, answer: "[1]", at: 1),
            Sample.exchange("POST", url, query, answer: "[2]", at: 2),
        ]
        var replay = Replay(try Self.document(recorded))
        let entries = try [query, query, query, change, query, query].enumerated().map {
            try replay.answer(Sample.exchange("POST", url, $1).request, now: start + Int64($0) * 60_000).entry
        }
        #expect(entries == [1, 1, 1, 2, 3, 3])
    }

    @Test("two apps of the recording become two of the run, in the order in which they come up")
    func twoApps() throws {
        let recorded = ["one-1", "two-2"].map {
            Sample.exchange("POST", "/v1/apps", "{\"app_name\":\"\($0)\"}", answer: "{\"name\":\"\($0)\"}")
        }
        var replay = Replay(try Self.document(recorded))
        let entries = try ["xx-1", "yy-2", "xx-1"].map {
            try replay.answer(Sample.exchange("POST", "/v1/apps", "{\"app_name\":\"\($0)\"}").request, now: start).entry
        }
        #expect(entries == [1, 2, 1])
        #expect(replay.binding.live(for: "two-2") == "yy-2")
    }

    @Test("times in answers move with the clock of the run, unless they are to stay")
    func times() throws {
        var replay = Replay(try Self.document(Self.story))
        let request = Sample.exchange("POST", "/v1/apps", #"{"app_name":"paper-boats","org_slug":"personal"}"#).request
        // The recording began at 09:00:00 and its app was made 861.418 s later.
        guard case .whole(let bytes) = try replay.answer(request, now: start).content else { return }
        #expect(try JSON(parsing: bytes)["created_at"]?.intValue == Int(start) + 861_418)
        var still = Replay(try Self.document(Self.story), keepsTimes: true)
        guard case .whole(let same) = try still.answer(request, now: start).content else { return }
        #expect(same == Self.story[0].response.bytes)
    }

    @Test(
        "what matters in a request and what does not",
        arguments: [
            (#"{"b":null,"query":"{ app(name: \"boats\") { id } }"}"#, true),
            (#"{"query":"{\n  app(name:\"boats\"){id}\n}"}"#, true),
            (##"{"query":"# of \"one\" app\n{ app(name: \"boats\") { id # its own\n } }"}"##, true),
            (#"{"query":"{ app(name: \"ships\") { id } }"}"#, true),
            (#"{"query":"{ app(name: \"boats\") { name } }"}"#, false),
            (#"{"query":"{ app(name: \"boats\") { id } }","variables":{"a":1}}"#, false),
        ])
    func graphQL(body: String, matches: Bool) throws {
        var replay = Replay(
            try Self.document([
                Sample.exchange("POST", "https://api.fly.io/graphql", #"{"query":"{ app(name: \"boats\") { id } }"}"#)
            ]))
        let answer = try? replay.answer(
            Sample.exchange("POST", "http://127.0.0.1:4280/graphql", body).request, now: start)
        #expect((answer != nil) == matches)
    }

    @Test("a secret that the recording does not have matches any, and its placeholder is spoken of as the live one")
    func placeholders() throws {
        var redactor = Redactor()
        let lease = Sample.exchange(
            "POST", "\(Self.machines)/\(Self.id)/lease?ttl=13",
            answer: #"{"status":"success","data":{"nonce":"b81c07f4a92e"}}"#)
        let secrets = Sample.exchange("POST", "/v1/apps/paper-boats/secrets", #"{"values":{"A":"tulip"}}"#)
        var replay = Replay(try Self.document([try redactor.redact(lease), try redactor.redact(secrets)]))
        #expect(try replay.answer(lease.request, now: start).entry == 1)
        #expect(
            try replay.answer(
                Sample.exchange("POST", "/v1/apps/paper-boats/secrets", #"{"values":{"A":"rose"}}"#).request, now: start
            ).entry == 2)
        #expect(throws: Miss.self) {
            try replay.answer(
                Sample.exchange("POST", "/v1/apps/paper-boats/secrets", #"{"values":{"B":"rose"}}"#).request, now: start
            )
        }
    }

    @Test("a secret that reads like a name of the recording takes that name's place nowhere")
    func plainSecrets() throws {
        var redactor = Redactor()
        let secrets = Sample.exchange("POST", "/v1/apps/paper-boats/secrets", #"{"values":{"A":"tulip"}}"#)
        let volume = Sample.exchange("POST", "/v1/apps/paper-boats/volumes", #"{"name":"data"}"#)
        var replay = Replay(try Self.document([try redactor.redact(secrets), volume]))
        let live = Sample.exchange("POST", "/v1/apps/paper-boats/secrets", #"{"values":{"A":"data"}}"#).request
        #expect(try replay.answer(live, now: start).entry == 1)
        #expect(try replay.answer(volume.request, now: start).entry == 2)
    }

    @Test(
        "no body is as good as an empty object, lines of JSON are compared one by one, and versions are bound",
        arguments: [
            ("{}", nil, true), (nil, "{ }\n", true), (#"{"a":1}"#, nil, false),
            ("{\"a\":1}\n{\"b\":2}\n", "\n{ \"a\": 1 }\n{\"b\":2}", true),
            ("{\"a\":1}\n{\"b\":2}\n", "{\"a\":1}\n", false),
            (
                #"{"image":"registry.fly.io/x:deployment-01K5Z8Q3M7T2V9XBN4CDHJ6WRE"}"#,
                #"{"image":"registry.fly.io/x:deployment-01K6Z8Q3M7T2V9XBN4CDHJ6WRE"}"#, true
            ),
            (#"{"image":"registry.fly.io/x:v1"}"#, #"{"image":"registry.fly.io/x:v2"}"#, false),
        ] as [(String?, String?, Bool)])
    func bodies(recorded: String?, live: String?, matches: Bool) throws {
        var replay = Replay(try Self.document([Sample.exchange("POST", "/v1/x", recorded)]))
        let answer = try? replay.answer(Sample.exchange("POST", "/v1/x", live).request, now: start)
        #expect((answer != nil) == matches)
    }

    @Test("an app whose name is a common word is named anew in host names and images, and nowhere else")
    func commonNames() throws {
        var replay = Replay(
            try Self.document([
                Sample.exchange(
                    "GET", "/v1/apps/boats",
                    answer:
                        #"{"hostname":"boats.fly.dev","url":"https://boats.fly.dev/x","image":"registry.fly.io/boats:v1","text":"two boats."}"#
                )
            ]))
        let answer = try replay.answer(Sample.exchange("GET", "/v1/apps/ships").request, now: start)
        #expect(
            String(decoding: answer.bytes, as: UTF8.self)
                == #"{"hostname":"ships.fly.dev","url":"https://ships.fly.dev/x","image":"registry.fly.io/ships:v1","text":"two boats."}"#
        )
    }

    @Test("what a server makes anew for each answer is not replayed")
    func headers() throws {
        let headers: HeaderList = [
            "Date": "Tue, 02 Jun 2026 09:00:00 GMT", "Content-Encoding": "gzip", "Content-Length": "900",
            "Transfer-Encoding": "chunked", "Fly-Region": "ams",
        ]
        var replay = Replay(try Self.document([Sample.exchange("GET", "/v1/x", answerHeaders: headers)]))
        let answer = try replay.answer(Sample.exchange("GET", "/v1/x").request, now: start)
        #expect(answer.headers.fields.map(\.name) == ["Fly-Region"])
    }

    @Test("an app's own traffic is told from the API's, by whatever name it is reached")
    func apps() throws {
        var replay = Replay(
            try Self.document([
                Sample.exchange(
                    "POST", "https://boats.fly.dev/", #"{"method":"tools/call","params":{"name":"list"}}"#,
                    answer: "app")
            ]))
        let body = #"{"method":"tools/call","params":{"name":"list"}}"#
        for url in [
            "http://127.0.0.1:4280/_app/boats/", "https://boats.fly.localhost:4243/", "http://boats.ci.localhost/",
        ] {
            #expect(try replay.answer(Sample.exchange("POST", url, body).request, now: start).entry == 1)
        }
        #expect(throws: Miss.self) { try replay.answer(Sample.exchange("POST", "/", body).request, now: start) }
        let other = #"{"method":"tools/call","params":{"name":"read"}}"#
        #expect(throws: Miss.self) {
            try replay.answer(Sample.exchange("POST", "https://boats.fly.dev/", other).request, now: start)
        }
    }

    @Test("a stream keeps its pieces and times when names in it change")
    func stream() throws {
        var exchange = Sample.exchange("GET", "https://paper-boats.fly.dev/")
        exchange.response.content = .pieces([
            StreamPiece(offset: .milliseconds(5), bytes: Array("{\"host\":\"paper-bo".utf8)),
            StreamPiece(offset: .milliseconds(9), bytes: Array("ats.fly.dev\"}\n{}\n".utf8)),
        ])
        var replay = Replay(try Self.document([exchange]), keepsTimes: true)
        let answer = try replay.answer(Sample.exchange("GET", "https://tin-ships-99.fly.dev/").request, now: start)
        guard case .pieces(let pieces) = answer.content else { return }
        #expect(
            pieces.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                "{\"host\":\"tin-ships-99.fly.dev", "\"}\n{}\n",
            ])
        #expect(pieces.map(\.offset) == [.milliseconds(5), .milliseconds(9)])
    }

    @Test(
        "a miss names the nearest recording and what differs",
        arguments: [
            (
                "POST", "/v1/apps", #"{"app_name":"paper-boats","org_slug":"personal","network":"n"}"#,
                "POST /v1/apps: nearest is entry 1, POST /v1/apps, which differs in body $.network"
            ),
            (
                "PUT", "/v1/apps", "{}",
                "PUT /v1/apps: nearest is entry 1, POST /v1/apps, which differs in method, body $.app_name, body $.org_slug"
            ),
            (
                "GET", "/v1/apps/paper-boats/machines/4d8917be20c6f3?summary=true", nil,
                "GET /v1/apps/paper-boats/machines/4d8917be20c6f3: nearest is entry 3, GET /v1/apps/paper-boats/machines/4d8917be20c6f3, which differs in query summary"
            ),
        ] as [(String, String, String?, String)])
    func miss(method: String, path: String, body: String?, text: String) throws {
        var replay = Replay(try Self.document(Self.story))
        let miss = #expect(throws: Miss.self) {
            try replay.answer(Sample.exchange(method, path, body).request, now: start)
        }
        #expect(miss?.description == text)
        #expect(miss?.headerValue == text)
        #expect(replay.misses == 1 && replay.hits == 0)
        #expect(miss?.json["nearest"]?["entry"]?.intValue == miss?.nearest?.entry)
    }

    @Test("rules say what does not count, and unknown rules are refused by name")
    func rules() throws {
        let rules = try MatchRules(json: [
            "body": "normalised", "ignore_query": ["trace"], "ignore_fields": ["seq"], "headers": ["Fly-Region"],
        ])
        let recorded = Sample.exchange("POST", "/v1/x?trace=1", #"{"a":1,"seq":1}"#, headers: ["fly-region": "ams"])
        var replay = Replay(try Self.document([recorded]), rules: rules)
        #expect(
            try replay.answer(
                Sample.exchange("POST", "/v1/x?trace=2", #"{"seq":2,"a":1.0}"#, headers: ["Fly-Region": "ams"]).request,
                now: start
            ).entry == 1)
        #expect(throws: Miss.self) {
            try replay.answer(
                Sample.exchange("POST", "/v1/x", #"{"a":1}"#, headers: ["Fly-Region": "iad"]).request, now: start)
        }
        let refused = #expect(throws: MatchRules.RuleError.self) { try MatchRules(json: ["hosts": []]) }
        #expect(refused?.description == "unknown rule hosts")
    }

    @Test("modes decide as those of VCR do", arguments: ReplayMode.allCases)
    func modes(mode: ReplayMode) {
        let cases = [(true, true), (false, true), (false, false)]
        let decisions = cases.map { mode.decision(isRecorded: $0.0, hadFile: $0.1) }
        switch mode {
        case .once: #expect(decisions == [.replay, .miss, .record])
        case .newEpisodes: #expect(decisions == [.replay, .record, .record])
        case .none: #expect(decisions == [.replay, .miss, .miss])
        case .all: #expect(decisions == [.record, .record, .record])
        }
    }

    @Test("a run that asks exactly what was recorded gets every recorded answer, in order", arguments: UInt64(1)...50)
    func verbatim(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let recorded = (0..<Int.random(in: 1...30, using: &random)).map { index -> Interaction in
            let path =
                "/v1/apps/app-\(Int.random(in: 1...3, using: &random))"
                + ["", "/machines", "/volumes"][Int.random(in: 0..<3, using: &random)]
            let method = ["GET", "POST", "DELETE"][Int.random(in: 0..<3, using: &random)]
            return Sample.exchange(
                method, path, method == "POST" ? "{\"n\":\(Int.random(in: 0...1, using: &random))}" : nil,
                answer: "{\"i\":\(index)}", at: index)
        }
        var replay = Replay(try Self.document(recorded), keepsTimes: true)
        for (index, exchange) in recorded.enumerated() {
            #expect(try replay.answer(exchange.request, now: start + Int64(index) * 1000).entry == index + 1)
        }
    }
}
