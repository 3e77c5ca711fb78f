import Fixtures
import OrderedJSON
import Testing

@Suite("A recording is a HAR file that people and tools read")
struct HARTests {
    private func written(_ interactions: Interaction...) -> String {
        String(decoding: HARWriter.text(Recording(interactions), version: "1.0.0"), as: UTF8.self)
    }

    @Test("whatever was recorded comes back from the file, byte for byte", arguments: UInt64(1)...200)
    func roundTrip(seed: UInt64) throws {
        var generator = RecordingGenerator(seed: seed)
        let recording = generator.recording()
        let text = HARWriter.text(recording, version: "1.0.0")
        #expect(try HARDocument(text).recording() == recording)
        #expect(HARWriter.text(try HARDocument(text).recording(), version: "1.0.0") == text)
    }

    @Test("every key that HAR 1.2 requires is there, in one order")
    func keys() throws {
        let body = "{\"app_name\":\"boats\"}"
        let json = try JSON(parsing: written(Sample.exchange("POST", "/v1/apps?x=1&y=a%20b", body, status: 201)))
        #expect(json.objectValue?.keys == ["log"])
        #expect(json["log"]?.objectValue?.keys == ["version", "creator", "_windtunnel", "entries"])
        #expect(json["log"]?["version"] == "1.2")
        #expect(json["log"]?["creator"] == ["name": "Windtunnel", "version": "1.0.0"])
        let entry = try #require(json["log"]?["entries"]?[0])
        #expect(entry.objectValue?.keys == ["startedDateTime", "time", "request", "response", "cache", "timings"])
        #expect(entry["time"]?.doubleValue == 3.25)
        #expect(
            entry["request"]?.objectValue?.keys == [
                "method", "url", "httpVersion", "cookies", "headers", "queryString", "postData", "headersSize",
                "bodySize",
            ])
        #expect(entry["request"]?["queryString"] == [["name": "x", "value": "1"], ["name": "y", "value": "a b"]])
        #expect(entry["request"]?["postData"]?["text"]?.stringValue == body)
        #expect(entry["request"]?["bodySize"]?.intValue == body.utf8.count)
        #expect(
            entry["response"]?.objectValue?.keys == [
                "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize",
                "bodySize",
            ])
        #expect(
            entry["timings"] == [
                "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 3,
                "receive": .number(JSONNumber(text: "0.25")),
            ])
    }

    @Test("a JSON body stands a member a line beside its text, tokens unchanged")
    func reviewable() {
        let text = written(Sample.exchange("GET", "/v1/apps", answer: "{\"n\":1.0,\"a\":[1e2,{}],\"n\":\"\\u003c\"}"))
        let lines = text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
        let start = lines.firstIndex(of: "\"json\": {")
        #expect(
            start.map { Array(lines[$0..<$0 + 8]) } == [
                "\"json\": {", "\"n\": 1.0,", "\"a\": [", "1e2,", "{}", "],", "\"n\": \"\\u003c\"", "}",
            ])
        #expect(text.contains(#""text": "{\"n\":1.0,\"a\":[1e2,{}],\"n\":\"\\u003c\"}""#))
    }

    @Test("who edits the JSON of a body edits the body")
    func edited() throws {
        let text = written(Sample.exchange("GET", "/v1/apps", answer: "{\"state\": \"created\"}\n"))
        let untouched = try HARDocument(Array(text.utf8)).interaction(at: 0)
        #expect(untouched.response.bytes == Array("{\"state\": \"created\"}\n".utf8))
        let edited = text.split(separator: "\"json\"", maxSplits: 1).map(String.init)
        let changed =
            edited[0] + "\"json\"" + edited[1].prefix { $0 != "c" } + "started"
            + edited[1].drop { $0 != "c" }.dropFirst(7)
        let body = try HARDocument(Array(changed.utf8)).interaction(at: 0).response.bytes
        #expect(String(decoding: body, as: UTF8.self) == "{\"state\":\"started\"}")
    }

    @Test("bytes that are no text are base64, a stream keeps its pieces and their times")
    func binaryAndStream() throws {
        var binary = Sample.exchange("POST", "/v1/apps")
        binary.request.body = RecordedBody([0xFF, 0x00], mimeType: "application/octet-stream")
        binary.response.content = .whole([0x80, 0x81])
        var stream = Sample.exchange("GET", "https://boats.fly.dev/")
        let pieces = [
            StreamPiece(offset: .milliseconds(12), bytes: Array("{\"id\":0}\n".utf8)),
            StreamPiece(offset: .microseconds(1_000_500), bytes: Array("ü".utf8.prefix(1))),
            StreamPiece(offset: .seconds(2), bytes: Array("ü".utf8.suffix(1))),
        ]
        stream.response.content = .pieces(pieces)
        let text = written(binary, stream)
        let json = try JSON(parsing: text)
        #expect(json["log"]?["entries"]?[0]?["response"]?["content"]?["encoding"] == "base64")
        #expect(json["log"]?["entries"]?[0]?["request"]?["postData"]?["_windtunnel"]?["encoding"] == "base64")
        let content = json["log"]?["entries"]?[1]?["response"]?["content"]
        #expect(content?["text"] == "{\"id\":0}\nü")
        #expect(content?["_windtunnel"]?["stream"]?[0] == ["at": 12, "text": "{\"id\":0}\n"])
        #expect(content?["_windtunnel"]?["stream"]?[1]?["base64"] == "ww==")
        #expect(try HARDocument(Array(text.utf8)).interaction(at: 1).response.pieces == pieces)
    }

    @Test("HAR of other tools is read, whatever they leave out")
    func foreign() throws {
        let text = """
            {"log":{"version":"1.2","creator":null,"pages":[],"entries":[
            {"startedDateTime":"2026-06-02T11:14:21.123456789+02:00","time":12.5,"request":{"method":"POST","url":"https://x/a",
             "httpVersion":"h2","cookies":[],"headers":[{"name":"Cookie","value":"a"}],"queryString":[],
             "postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a b","value":"c&d"}]}},
             "response":{"status":200,"content":{"size":2,"mimeType":"application/json","text":"e30=","encoding":"base64"}}},
            {"startedDateTime":"","time":0,"request":{"method":"GET","url":"https://x/b"},"response":null,"cache":{}}
            ]}}
            """
        let recording = try HARDocument(Array(text.utf8)).recording()
        let first = recording.interactions[0]
        #expect(first.startedAtMilliseconds == 1_780_391_661_123)
        #expect(first.timing.total == .microseconds(12500))
        #expect(first.request.body == RecordedBody("a%20b=c%26d", mimeType: "application/x-www-form-urlencoded"))
        #expect(first.response.bytes == Array("{}".utf8))
        #expect(recording.interactions[1].response.status == 0)
    }
}
