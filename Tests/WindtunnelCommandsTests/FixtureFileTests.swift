import Fixtures
import Foundation
import OrderedJSON
import Testing

@testable import WindtunnelCommands

/// What the tests of the fixture commands record.
enum FixtureSample {
    static let token = "fm2_lJPECAAAAAAAAdJcxBDtnGQkTWZ9lJPECAAAAAAAAdJc"

    /// HAR as a tool writes it that knows nothing of secrets.
    /// - Parameter header: a token goes out in it.
    static func har(_ header: String = "Authorization", note: String = "hello") -> String {
        """
        {"log":{"version":"1.2","creator":{"name":"tool","version":"1"},"entries":[
        {"startedDateTime":"2026-06-02T09:00:01.000Z","time":5,"request":{"method":"GET","url":"https://api.machines.dev/v1/apps/b",
        "httpVersion":"HTTP/1.1","cookies":[],"headers":[],"queryString":[],"headersSize":-1,"bodySize":0},
        "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[],
        "content":{"size":2,"mimeType":"application/json","text":"{\\"note\\":\\"\(note)\\"}"},"redirectURL":"","headersSize":-1,"bodySize":2},
        "cache":{},"timings":{"send":0,"wait":5,"receive":0}},
        {"startedDateTime":"2026-06-02T09:00:00.000Z","time":5,"request":{"method":"GET","url":"https://api.machines.dev/v1/apps/a",
        "httpVersion":"HTTP/1.1","cookies":[],"headers":[{"name":"\(header)","value":"FlyV1 \(token)"}],"queryString":[],
        "headersSize":-1,"bodySize":0},
        "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[],
        "content":{"size":2,"mimeType":"application/json","text":"{}"},"redirectURL":"","headersSize":-1,"bodySize":2},
        "cache":{},"timings":{"send":0,"wait":5,"receive":0}}]}}
        """
    }

    static let cassette = """
        ---
        http_interactions:
        - request:
            method: post
            uri: https://api.machines.dev/v1/apps
            body: {encoding: UTF-8, string: '{"app_name":"boats"}'}
            headers: {Authorization: [Bearer \(token)], Content-Type: [application/json]}
          response:
            status: {code: 201, message: Created}
            headers: {Content-Type: [application/json]}
            body: {encoding: UTF-8, string: '{"id":"1"}'}
            http_version: '1.1'
          recorded_at: Tue, 02 Jun 2026 09:14:21 GMT
        recorded_with: VCR 6.1.0

        """

    /// A text without a secret's form that nobody would put into a recording.
    static let suspicious = "q7Zp2LkX9vTr4WsB1nYd8HcE"

    /// A clean recording as we write it.
    static let clean: String = {
        let exchange = Interaction(
            startedAt: "2026-06-02T09:00:00.000Z",
            request: RecordedRequest(method: "GET", url: "https://api.machines.dev/v1/apps/a"),
            response: RecordedResponse(
                status: 200, headers: ["Vary": "a", "Content-Type": "text/event-stream", "Vary": "b"],
                content: .pieces([StreamPiece(offset: .milliseconds(5), bytes: Array("data: {}\n\n".utf8))])))
        return String(decoding: HARWriter.text(Recording([exchange]), version: "1"), as: UTF8.self)
    }()
}

@Suite("Recordings as files", .timeLimit(.minutes(1)))
struct FixtureFileTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("lint names file, entry, place and kind of every finding, and never the secret")
    func lint() async throws {
        try await withFolder(["a.har": FixtureSample.har(), "b.yaml": FixtureSample.cassette]) { folder async throws in
            let outcome = await windtunnel(["fixture", "lint", "a.har", "b.yaml"], folder: folder)
            #expect(
                outcome
                    == Outcome(
                        status: 1,
                        out: """
                            a.har: entry 2: request.header authorization: a token in the open
                            b.yaml: entry 1: request.header authorization: a token in the open

                            """,
                        err: "2 findings in 3 exchanges\n"))
            let json = await windtunnel(["fixture", "lint", "a.har", "--format", "json"], folder: folder)
            #expect(json.status == 1)
            #expect(!json.out.contains("fm2_"))
            #expect(
                try JSON(parsing: json.out) == [
                    "exchanges": 2,
                    "findings": [
                        [
                            "file": "a.har", "entry": 2, "place": "request.header authorization", "kind": "token",
                            "text": "entry 2: request.header authorization: a token in the open",
                        ]
                    ],
                ])
        }
    }

    @Test("lint is content with what we write, from a file and from standard input")
    func clean() async throws {
        try await withFolder(["a.har": FixtureSample.clean]) { folder async throws in
            let quiet = Outcome(status: 0, out: "", err: "0 findings in 1 exchanges\n")
            #expect(await windtunnel(["fixture", "lint", "a.har"], folder: folder) == quiet)
            #expect(await windtunnel(["fixture", "lint", "-"], folder: folder, input: FixtureSample.clean) == quiet)
        }
    }

    @Test(
        "lint says of a damaged file where it is damaged, and goes on with the next",
        arguments: [
            (String(FixtureSample.clean.dropLast(200)), "bad: entry 1 is truncated"),
            ("{\"log\":{\"entries\":[{}]}}", "bad: entry 1 is no HAR entry: it has no request with method and url"),
            ("{\"log\":{\"entries\":[1,]}}", "bad: entry 2 is damaged: no JSON at byte 21"),
            ("{\"a\":1}", "bad: the file is no HAR: it has no log.entries"),
            ("", "bad: is neither HAR nor a cassette: it has no log, http_interactions or interactions"),
            ("http_interactions:\n- request: {method: get}", "bad: entry 1 has no request with method and uri"),
        ])
    func damaged(text: String, message: String) async throws {
        try await withFolder(["bad": text, "good": FixtureSample.har()]) { folder async throws in
            let outcome = await windtunnel(["fixture", "lint", "bad", "good"], folder: folder)
            #expect(outcome.status == 2)
            #expect(outcome.err == "windtunnel: \(message)\n1 findings in 2 exchanges\n")
            #expect(outcome.out == "good: entry 2: request.header authorization: a token in the open\n")
        }
    }

    @Test("a file that is not there is wrong usage", arguments: ["lint", "import", "export"])
    func missing(command: String) async throws {
        try await withFolder([:]) { folder async throws in
            let more = ["lint": [], "import": ["out"], "export": ["out", "--format", "vcr"]]
            let outcome = await windtunnel(["fixture", command, "none"] + (more[command] ?? []), folder: folder)
            #expect(outcome.status == 2)
            #expect(outcome.err.hasPrefix("windtunnel: none: no such file\n"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test("import redacts, puts requests in their order, and writes for its owner alone")
    func imported() async throws {
        try await withFolder(["in.har": FixtureSample.har("X-Odd")]) { folder async throws in
            let outcome = await windtunnel(["fixture", "import", "in.har", "out.har"], folder: folder)
            #expect(outcome == Outcome(status: 0, out: "", err: "wrote 2 exchanges to out.har\n"))
            let recording = try RecordingFile.read(folder + "/out.har").recording()
            #expect(recording.interactions.map(\.request.url.last) == ["a", "b"])
            #expect(recording.interactions[0].request.headers.fields.isEmpty)
            #expect(try mode(folder + "/out.har") == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["in.har", "out.har"])
        }
    }

    @Test("import takes every format by its content, also from standard input to standard output")
    func formats() async throws {
        let outcome = await windtunnel(["fixture", "import", "-", "-"], folder: "/", input: FixtureSample.cassette)
        #expect(outcome.status == 0)
        #expect(outcome.err == "wrote 1 exchanges to standard output\n")
        let read = try HARDocument(Array(outcome.out.utf8)).recording()
        #expect(read.interactions[0].request.headers["authorization"] == "Bearer redacted-token-1")
        #expect(read.interactions[0].response.status == 201)
        for format in RecordingFormat.allCases {
            let text = format.export(read, version: "1").text
            let outcome = await windtunnel(["fixture", "import", "-", "-"], folder: "/", input: text)
            #expect(outcome.out.contains("redacted-token-1"))
        }
    }

    @Test("import writes nothing when something still looks like a secret, and names the place")
    func failsClosed() async throws {
        let text = FixtureSample.har(note: FixtureSample.suspicious)
        try await withFolder(["in.har": text]) { folder async throws in
            for output in ["out.har", "-"] {
                let outcome = await windtunnel(["fixture", "import", "in.har", output], folder: folder)
                #expect(
                    outcome
                        == Outcome(
                            status: 1, out: "",
                            err: """
                                windtunnel: in.har: entry 1: response.body $.note: looks like a secret; nothing was written

                                """))
            }
            let export = await windtunnel(["fixture", "export", "in.har", "o", "--format", "vcr"], folder: folder)
            #expect(export.status == 1)
            #expect(
                export.err
                    == "windtunnel: in.har: entry 1: response.body $.note: looks like a secret; nothing was written\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["in.har"])
        }
    }

    @Test("a format can be forced, and is then complained about in its own words")
    func forced() async throws {
        try await withFolder(["in": FixtureSample.cassette]) { folder async throws in
            let outcome = await windtunnel(["fixture", "import", "in", "out", "--from", "har"], folder: folder)
            #expect(
                outcome == Outcome(status: 2, out: "", err: "windtunnel: in: the file is damaged: no JSON at byte 0\n"))
            #expect(await windtunnel(["fixture", "import", "in", "out", "--from", "gzip"], folder: folder).status == 2)
        }
    }

    @Test("nothing is overwritten unasked", arguments: ["import", "export"])
    func overwriting(command: String) async throws {
        let more = command == "export" ? ["--format", "har"] : []
        try await withFolder(["in": FixtureSample.clean, "out": "mine"]) { folder async throws in
            let words = ["fixture", command, "in", "out"] + more
            let refused = await windtunnel(words, folder: folder)
            #expect(refused == Outcome(status: 2, out: "", err: "windtunnel: out exists; --force overwrites it\n"))
            #expect(try String(contentsOfFile: folder + "/out", encoding: .utf8) == "mine")
            #expect(await windtunnel(words + ["--force"], folder: folder).status == 0)
            #expect(try RecordingFile.read(folder + "/out").entries.count == 1)
            #expect(try mode(folder + "/out") == 0o600)
            let nowhere = await windtunnel(["fixture", command, "in", "no/out"] + more, folder: folder)
            #expect(
                nowhere
                    == Outcome(status: 2, out: "", err: "windtunnel: cannot write no/out: No such file or directory\n"))
            // What is no file is written to, never replaced.
            #expect(await windtunnel(["fixture", command, "in", "/dev/null"] + more, folder: folder).status == 0)
            #expect(
                try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
                    == .typeCharacterSpecial)
        }
    }

    @Test("export writes each format and tells what it cannot hold")
    func export() async throws {
        try await withFolder(["in.har": FixtureSample.clean]) { folder async throws in
            func export(_ format: String) async -> Outcome {
                await windtunnel(["fixture", "export", "in.har", "-", "--format", format], folder: folder)
            }
            let ruby = await export("vcr")
            #expect(ruby.status == 0 && ruby.out.hasPrefix("---\nhttp_interactions:\n"))
            #expect(
                ruby.err == "lost: entry 1: the order of the response's headers\nwrote 1 exchanges to standard output\n"
            )
            #expect(await export("vcrpy").out.hasPrefix("interactions:\n"))
            let flyctl = await export("flyctl")
            #expect(flyctl.out.contains("go-harlog"))
            #expect(
                flyctl.err == "lost: entry 1: the times of its stream's pieces\nwrote 1 exchanges to standard output\n")
            #expect(await export("har").out.contains("\"stream\": ["))
            #expect(await export("tape").status == 2)
            #expect(await windtunnel(["fixture", "export", "in.har", "-"], folder: folder).status == 2)
        }
    }

    @Test("lint looks into what reading a file passes over, too")
    func rest() async throws {
        let edited = FixtureSample.clean.replacing(
            #""cookies": []"#, with: #""cookies": [{"name": "a", "value": "b"}]"#
        )
        .replacing(#""name": "Windtunnel""#, with: #""name": "Bearer \#(FixtureSample.token)""#)
        let outcome = await windtunnel(["fixture", "lint", "-"], folder: "/", input: edited)
        #expect(
            outcome.out == """
                standard input: $.log.creator.name: a token in the open
                standard input: entry 1: $.request.cookies[0].value: a session in the open
                standard input: entry 1: $.response.cookies[0].value: a session in the open

                """)
    }

    @Test("of a cassette, too: what other tools add, a body that does not count")
    func cassetteRest() async throws {
        let token = FixtureSample.token
        let clean = FixtureSample.cassette.replacing(token, with: "redacted-token-1")
        let added = clean.replacing("string: '{\"id\":\"1\"}'", with: "base64_string: aGk=, string: 'Bearer \(token)'")
            .replacing("recorded_with: VCR 6.1.0", with: "recorded_with: \(token)\nmine: {\(token): 1}")
        #expect(await windtunnel(["fixture", "lint", "-"], folder: "/", input: clean).status == 0)
        let outcome = await windtunnel(["fixture", "lint", "-"], folder: "/", input: added)
        #expect(
            outcome.out == """
                standard input: $.recorded_with: a token in the open
                standard input: $.mine.(name): a token in the open
                standard input: entry 1: $.response.body.string: a token in the open

                """)
    }

    @Test("a body that HAR keeps decoded may still name its former coding; one that is compressed is refused")
    func codings() async throws {
        let named = FixtureSample.har("Content-Encoding").replacing("FlyV1 \(FixtureSample.token)", with: "gzip")
            .replacing(#""headers":[],"#, with: #""headers":[{"name":"Content-Encoding","value":"gzip"}],"#)
        let outcome = await windtunnel(["fixture", "import", "-", "-"], folder: "/", input: named)
        #expect(outcome.status == 0, "\(outcome.err)")
        #expect(!outcome.out.contains("gzip"))
        let compressed = named.replacing(#""text":"{}""#, with: #""text":"H4sIAAAA","encoding":"base64""#)
        #expect(
            await windtunnel(["fixture", "lint", "-"], folder: "/", input: compressed).out
                == "standard input: entry 2: response.body: a compressed body, which cannot be checked\n")
    }
}
