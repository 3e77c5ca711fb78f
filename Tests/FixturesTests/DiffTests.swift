import Fixtures
import OrderedJSON
import Testing

@Suite("A live service is measured against a recording")
struct DiffTests {
    private func response(
        _ body: String, status: Int = 200, headers: HeaderList = ["Content-Type": "application/json"]
    ) -> RecordedResponse {
        RecordedResponse(status: status, headers: headers, content: .whole(Array(body.utf8)))
    }

    private func differences(_ recorded: RecordedResponse, _ live: RecordedResponse) -> [String] {
        var binding = Binding()
        return ResponseComparison().differences(recorded, live, &binding).map(\.description)
    }

    @Test("ids, nonces, addresses and times of another run are no difference")
    func normalised() {
        let recorded = Sample.machine("4d8917be20c6f3", state: "created")
        let live = recorded.replacing("4d8917be20c6f3", with: "e82d4f01ab7733").replacing(
            "01K5Z8Q3M7T2V9XBN4CDHJ6WRE", with: "01K6AAAAM7T2V9XBN4CDHJ6WRE"
        )
        .replacing("fdaa:2:51c9:a7b:3d4:9e1f:6b02:2", with: "fdaa:0:1:a7b:2:3:4:2").replacing(
            "2026-06-02T09:14:21Z", with: "2027-01-01T00:00:00Z")
        #expect(differences(response(recorded), response(live)).isEmpty)
        #expect(
            differences(response("{\"nonce\":\"redacted-nonce-1\"}"), response("{\"nonce\":\"b81c07f4a92e\"}")).isEmpty)
        #expect(
            differences(response("machine 4d8917be20c6f3 not found"), response("machine e82d4f01ab7733 not found"))
                .isEmpty)
    }

    @Test(
        "everything else is, each with its place",
        arguments: [
            (#"{"a":1}"#, #"{"a":2}"#, "body $.a: recorded 1, got 2"),
            (#"{"a":1}"#, "{}", "body $.a: recorded 1, not there"),
            ("{}", #"{"a":[1]}"#, "body $.a: not recorded, there is [1]"),
            ("[1,2]", "[1]", "body $[1]: recorded 2, not there"),
            (#"{"a":"x"}"#, #"{"a":null}"#, "body $.a: recorded \"x\", got null"),
            (
                #"{"t":"2026-06-02T09:14:21Z"}"#, #"{"t":"2026-06-02T09:14:21.5Z"}"#,
                "body $.t: recorded \"2026-06-02T09:14:21Z\", got \"2026-06-02T09:14:21.5Z\""
            ),
            (#"{"id":"4d8917be20c6f3"}"#, #"{"id":7}"#, "body $.id: recorded \"4d8917be20c6f3\", got 7"),
            ("plain", "other", "body line 1: recorded plain, got other"),
            ("{}\n{\"id\":1}\n", "{}\n{\"id\":2}\n", "body line 2 $.id: recorded 1, got 2"),
            ("{}\n{}\n", "{}\n", "body line 2: recorded {}, not there"),
        ])
    func different(recorded: String, live: String, text: String) {
        #expect(differences(response(recorded), response(live)) == [text])
    }

    @Test("the status and the headers that matter count, the others do not")
    func head() {
        let one = response(
            "{}", headers: ["Content-Type": "application/json; charset=utf-8", "Date": "a", "Retry-After": "1"])
        let other = response(
            "{}", status: 201, headers: ["content-type": "Application/JSON;charset=UTF-8", "Date": "b"])
        #expect(
            differences(one, other) == ["status: recorded 200, got 201", "header retry-after: recorded 1, got nothing"])
    }

    @Test("what one answer introduced is sent in the next request, and is no other thing later")
    func bound() {
        var binding = Binding()
        let machine = { (id: String) in Sample.machine(id, state: "created") }
        let lease = { (nonce: String) in "{\"status\":\"success\",\"data\":{\"nonce\":\"\(nonce)\"}}" }
        let comparison = ResponseComparison()
        #expect(
            comparison.differences(response(machine("4d8917be20c6f3")), response(machine("e82d4f01ab7733")), &binding)
                .isEmpty)
        #expect(
            comparison.differences(response(lease("redacted-nonce-1")), response(lease("b81c07f4a92e")), &binding)
                .isEmpty)
        let next = Sample.exchange(
            "POST", "/v1/apps/boats/machines/4d8917be20c6f3?x=4d8917be20c6f3",
            #"{"standby":["4d8917be20c6f3"],"n":1.0}"#,
            headers: ["fly-machine-lease-nonce": "redacted-nonce-1"]
        ).request
        let live = binding.live(next)
        #expect(live.url == "https://api.machines.dev/v1/apps/boats/machines/e82d4f01ab7733?x=e82d4f01ab7733")
        #expect(live.body?.bytes == Array(#"{"standby":["e82d4f01ab7733"],"n":1.0}"#.utf8))
        #expect(live.headers["fly-machine-lease-nonce"] == "b81c07f4a92e")
        let wrong = comparison.differences(
            response(#"{"id":"4d8917be20c6f3"}"#), response(#"{"id":"ffffff01ab7733"}"#), &binding)
        #expect(wrong.map(\.place) == ["body $.id"])
    }

    @Test("the report is text, JSON and JUnit")
    func report() throws {
        let request = Sample.exchange("GET", "/v1/apps/boats?x=1").request
        let difference = Difference(.body, place: "body $.a", recorded: "\"<&\u{1}\"", live: "2")
        let report = DiffReport([
            DiffReport.Entry(number: 1, request: request, differences: []),
            DiffReport.Entry(number: 2, request: request, differences: [difference]),
        ])
        #expect(!report.isEqual)
        #expect(
            report.text
                == "entry 2 GET https://api.machines.dev/v1/apps/boats?x=1\n  body $.a: recorded \"<&\u{1}\", got 2\n1 of 2 exchanges differ\n"
        )
        #expect(report.json["entries"]?[0]?["differences"]?[0]?["kind"] == "body")
        #expect(report.json["entries"]?[0]?["url"] == "https://api.machines.dev/v1/apps/boats?x=1")
        #expect(report.json["exchanges"] == 2 && report.json["different"] == 1 && report.json["equal"] == false)
        let junit = report.junit(name: "a.har")
        #expect(
            junit.contains(
                "<testsuite name=\"a.har\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\" time=\"0\">"))
        #expect(junit.contains("name=\"1 GET https://api.machines.dev/v1/apps/boats?x=1\" time=\"0\"/>"))
        #expect(junit.contains("message=\"body $.a: recorded &quot;&lt;&amp;\u{FFFD}&quot;, got 2\""))
    }
}
