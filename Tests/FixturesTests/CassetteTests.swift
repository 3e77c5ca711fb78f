import Fixtures
import OrderedJSON
import Testing

@Suite("Recordings come from and go to other tools")
struct CassetteTests {
    @Test(
        "what goes out to a cassette comes back whole, or the loss is named", arguments: [RecordingFormat.vcr, .vcrpy],
        1...60)
    func roundTrip(format: RecordingFormat, seed: Int) throws {
        var generator = RecordingGenerator(seed: UInt64(seed))
        let recording = generator.recording()
        let exported = format.export(recording, version: "1")
        let read = try RecordingFormat.read(Array(exported.text.utf8))
        if exported.losses.isEmpty {
            #expect(read == recording)
        } else {
            #expect(exported.losses.allSatisfy { $0.hasSuffix("'s headers") })
            #expect(read.interactions.map(\.response.bytes) == recording.interactions.map(\.response.bytes))
        }
    }

    @Test("a cassette that Ruby wrote is read")
    func ruby() throws {
        let text = """
            ---
            http_interactions:
            - request:
                method: post
                uri: https://api.machines.dev/v1/apps
                body:
                  encoding: UTF-8
                  string: '{"app_name":"boats"}'
                headers:
                  Content-Type:
                  - application/json
                  Accept: ["*/*"]
              response:
                status:
                  code: 201
                  message: Created
                headers:
                  Content-Type: [application/json]
                body:
                  encoding: ASCII-8BIT
                  base64_string: |
                    eyJpZCI6
                    MX0=
                http_version: '1.1'
              recorded_at: Tue, 02 Jun 2026 09:14:21 GMT
            - request: {method: get, uri: "http://x/", body: {encoding: US-ASCII, string: ''}, headers: {}}
              response: {status: {code: 204, message: }, headers: {}, body: {encoding: UTF-8, string: !binary "aGk="}, http_version: }
              recorded_at: Tue, 02 Jun 2026 09:14:22 GMT
            recorded_with: VCR 6.1.0
            """
        let recording = try RecordingFormat.read(Array(text.utf8))
        let first = recording.interactions[0]
        #expect(first.request.method == "POST" && first.startedAt == "2026-06-02T09:14:21Z")
        #expect(first.request.body == RecordedBody(#"{"app_name":"boats"}"#, mimeType: "application/json"))
        #expect(first.request.headers["accept"] == "*/*")
        #expect(
            first.response.status == 201 && first.response.statusText == "Created"
                && first.response.httpVersion == "HTTP/1.1")
        #expect(first.response.bytes == Array(#"{"id":1}"#.utf8))
        #expect(recording.interactions[1].request.body == nil)
        #expect(recording.interactions[1].response.bytes == Array("hi".utf8))
    }

    @Test("a cassette that Python wrote is read")
    func python() throws {
        let text = """
            interactions:
            - request:
                body: null
                headers:
                  Accept: ['*/*']
                method: GET
                uri: https://api.machines.dev/v1/apps?org_slug=personal
              response:
                body: {string: !!binary "AP8="}
                headers: {Content-Type: [application/octet-stream]}
                status: {code: 200, message: OK}
            version: 1
            """
        let exchange = try RecordingFormat.read(Array(text.utf8)).interactions[0]
        #expect(exchange.request.body == nil && exchange.request.method == "GET")
        #expect(exchange.response.bytes == [0, 255] && exchange.response.mimeType == "application/octet-stream")
    }

    @Test("flyctl's own HAR is read in the order of its requests, and written as flyctl writes it")
    func flyctl() throws {
        let text = """
            {"log":{"version":"1.2","creator":{"name":"go","version":"0"},"entries":[
            {"startedDateTime":"2026-06-02T09:14:22Z","time":1,"request":{"method":"GET","url":"https://api.fly.io/b"},
             "response":{"status":200,"statusText":"","httpVersion":"HTTP/2.0","cookies":[],"headers":[],
             "content":{"size":2,"mimeType":"application/json","text":"e30=","encoding":"base64"},"redirectURL":""}},
            {"startedDateTime":"2026-06-02T09:14:21Z","time":1,"request":{"method":"GET","url":"https://api.fly.io/a"},"response":null}
            ]}}
            """
        let recording = try RecordingFormat.read(Array(text.utf8))
        #expect(recording.interactions.map(\.request.url) == ["https://api.fly.io/a", "https://api.fly.io/b"])
        let exported = RecordingFormat.flyctl.export(recording, version: "1")
        #expect(exported.losses.isEmpty)
        #expect(
            try RecordingFormat.read(Array(exported.text.utf8)).interactions.map(\.response.bytes) == [
                [], Array("{}".utf8),
            ])
        let json = try JSON(parsing: exported.text)
        #expect(json["log"]?["entries"]?[0]?["response"] == .null)
        #expect(json["log"]?["entries"]?[1]?["response"]?["content"]?["encoding"] == "base64")
        #expect(exported.text.hasPrefix("{\n    \"log\": {\n        \"version\": \"1.2\","))
    }

    @Test(
        "what is no recording says so in one line",
        arguments: [
            ("- a\n- b", "is neither HAR nor a cassette: it has no log, http_interactions or interactions"),
            ("http_interactions:\n- request: {method: get}", "entry 1 has no request with method and uri"),
            (
                "interactions:\n- request: {method: GET, uri: x}\n  response: {body: {string: a}}",
                "entry 1 has a response without status.code"
            ),
        ])
    func refused(text: String, message: String) {
        let error = #expect(throws: CassetteError.self) { try RecordingFormat.read(Array(text.utf8)) }
        #expect(error?.description == message)
    }
}
