import FakeService
import Fixtures
import FlyClient
import Foundation
import OrderedJSON
import Synchronization
import Testing

@testable import WindtunnelCommands

@Suite("A recording repeated against a service", .timeLimit(.minutes(2)))
struct FixtureDiffTests {
    private static let config: JSON = ["image": "nginx", "services": []]
    private static let wrap: JSON = [
        "image": "flyio/mcp", "mounts": [["volume": "data", "path": "/data"]],
        "init": ["cmd": ["npx", "@modelcontextprotocol/server-filesystem", "/data"]],
        "services": [
            [
                "protocol": "tcp", "internal_port": 8080, "autostart": true,
                "ports": [["port": 443, "handlers": ["http", "tls"]]],
            ]
        ],
    ]

    /// A file of a recording in a folder, and the tool run on it.
    private func diff(
        _ recording: Recording, _ options: [String] = [], environment: [String: String] = [:]
    ) async throws -> Outcome {
        let outcome = Mutex<Outcome?>(nil)
        try await withFolder(["r.har": Self.text(recording)]) { folder async throws in
            let ended = await windtunnel(
                ["fixture", "diff", "r.har"] + options, environment: environment, folder: folder)
            outcome.withLock { $0 = ended }
        }
        return try #require(outcome.withLock { $0 })
    }

    private static func text(_ recording: Recording) -> String {
        String(decoding: HARWriter.text(recording, version: "1"), as: UTF8.self)
    }

    private static func equal(_ count: Int) -> Outcome {
        Outcome(status: 0, out: "0 of \(count) exchanges differ\n", err: "")
    }

    private static func app(_ recorder: inout EmulatorRecorder, _ name: String = "paper-boats-14") async throws {
        try await recorder.send("POST", "/v1/apps", ["app_name": .string(name), "org_slug": "personal"])
    }

    @Test("one emulator is like another: ids, times and addresses are each one's own")
    func equal() async throws {
        let recording = try await EmulatorRecorder.recording { recorder in
            try await Self.app(&recorder)
            let volume = try await recorder.send(
                "POST", "/v1/apps/paper-boats-14/volumes", ["name": "data", "region": "iad", "size_gb": 1])
            let machine = try await recorder.send(
                "POST", "/v1/apps/paper-boats-14/machines",
                ["config": ["image": "nginx", "mounts": [["volume": volume["id"] ?? .null, "path": "/data"]]]])
            let path = "/v1/apps/paper-boats-14/machines/\(machine["id"]?.stringValue ?? "")"
            try await recorder.pass(milliseconds: 20)
            try await recorder.send("GET", path + "/wait?state=started")
            let lease = try await recorder.send("POST", path + "/lease", ["ttl": 60])
            let nonce = lease["data"]?["nonce"]?.stringValue ?? ""
            try await recorder.send("POST", path + "/stop", headers: ["fly-machine-lease-nonce": nonce])
            try await recorder.send("DELETE", path + "/lease", headers: ["fly-machine-lease-nonce": nonce])
            try await recorder.send("GET", "/v1/apps/paper-boats-14/machines")
            try await recorder.send("GET", "/v1/apps/none")
            try await recorder.send(
                "POST", "/graphql",
                [
                    "query": """
                    { app(name: "paper-boats-14") { id internalNumericId cnameTarget machines { nodes { id } } } }
                    """
                ], host: "api.fly.io")
        }
        #expect(recording.interactions.count == 10)
        #expect(try await diff(recording) == Self.equal(10))
        #expect(try await diff(recording, ["--rename", "paper-boats-14=other"]) == Self.equal(10))
    }

    @Test("polls see what the recorded ones saw, and a wait ends when its time has come, in no time at all")
    func polls() async throws {
        let recording = try await EmulatorRecorder.recording(profile: "realistic") { recorder in
            try await Self.app(&recorder)
            let machine = try await recorder.send(
                "POST", "/v1/apps/paper-boats-14/machines", ["config": Self.config])
            let path = "/v1/apps/paper-boats-14/machines/\(machine["id"]?.stringValue ?? "")"
            for _ in 1...7 {
                try await recorder.send("GET", path)
                try await recorder.pass(milliseconds: 500)
            }
            try await recorder.send("GET", path + "/wait?state=started&timeout=60", meanwhile: 20_000)
            try await recorder.send("GET", path + "/wait?state=stopped&timeout=3", meanwhile: 3000)
            try await recorder.send("POST", path + "/stop")
            try await recorder.send("GET", path)
            try await recorder.pass(milliseconds: 2000)
            try await recorder.send("GET", path)
        }
        let states = recording.interactions.compactMap {
            (try? JSON(parsing: $0.response.bytes))?["state"]?.stringValue
        }
        #expect(Set(states).count >= 3, "\(states)")
        let outcome = try await diff(recording, ["--profile", "realistic"])
        #expect(outcome == Self.equal(14), "\(outcome.out)")
    }

    @Test("a stream that was open while others ran is open again, and compared by what it brought")
    func stream() async throws {
        let recording = try await EmulatorRecorder.recording { recorder in
            try await Self.app(&recorder)
            try await recorder.send(
                "POST", "/v1/apps/paper-boats-14/volumes", ["name": "data", "region": "iad", "size_gb": 1])
            try await recorder.send(
                "POST", "/v1/apps/paper-boats-14/machines", ["region": "iad", "config": Self.wrap])
            try await recorder.pass(milliseconds: 1000)
            try await recorder.listen(to: "paper-boats-14.fly.dev", lines: 2) { recorder in
                for id in 1...2 {
                    try await recorder.send(
                        "POST", "/", ["jsonrpc": "2.0", "id": .int(id), "method": "tools/list"],
                        host: "paper-boats-14.fly.dev")
                }
            }
        }
        #expect(recording.interactions.count == 6)
        let heard = recording.interactions[3].response
        #expect(heard.lineCount == 2, "\(heard.status) \(String(decoding: heard.bytes, as: UTF8.self))")
        #expect(try await diff(recording) == Self.equal(6))
        var other = recording
        other.interactions[3].response.content = .pieces([
            StreamPiece(
                offset: .milliseconds(1500),
                bytes: Array(#"{"jsonrpc":"2.0","id":2,"result":{}}"#.utf8) + [0x0A])
        ])
        let outcome = try await diff(other)
        #expect(outcome.status == 1)
        #expect(outcome.out.contains("  body line 1 $.result.tools: not recorded, there is [{"))
        #expect(outcome.out.contains("  body line 1: not recorded, there is {\"result\""))
        #expect(outcome.out.hasSuffix("1 of 6 exchanges differ\n"))
    }

    // MARK: Differences

    private static let found = Interaction(
        startedAt: "2026-06-02T09:00:00.000Z",
        request: RecordedRequest(
            method: "GET", url: "https://api.machines.dev/v1/apps/none?x=1",
            headers: ["Authorization": "Bearer redacted-token-1"]),
        response: RecordedResponse(
            status: 404, headers: ["Content-Type": "application/json"], content: .whole(Array(#"{"a":1,"b":[2]}"#.utf8))
        ))

    private struct Result: Sendable {
        let outcome: Outcome
        let requests: [ReceivedRequest]
        let report: String?
    }

    /// The outcome against a service that answers what a test says.
    private func diff(
        _ recording: Recording, answers: [String: CannedAnswer], _ options: [String] = [],
        files: [String: String] = [:],
        environment: [String: String] = [:]
    ) async throws -> Result {
        let result = Mutex<Result?>(nil)
        let files = files.merging(["r.har": Self.text(recording)]) { _, new in new }
        try await FakeService.serving(answers) { service in
            try await withFolder(files) { folder async throws in
                let outcome = await windtunnel(
                    ["fixture", "diff", "r.har", "--target", service.url] + options, environment: environment,
                    folder: folder)
                let report = try? String(contentsOfFile: folder + "/report", encoding: .utf8)
                let ended = Result(outcome: outcome, requests: service.requests, report: report)
                result.withLock { $0 = ended }
            }
        }
        return try #require(result.withLock { $0 })
    }

    private static let line = "GET /v1/apps/none?x=1"
    private static let wrong = [line: CannedAnswer.json(#"{"a":2,"c":{}}"#, status: 404)]

    @Test("every difference is told with entry, method, URL, place and both values")
    func told() async throws {
        let result = try await diff(Recording([Self.found]), answers: Self.wrong)
        #expect(
            result.outcome
                == Outcome(
                    status: 1,
                    out: """
                        entry 1 GET https://api.machines.dev/v1/apps/none?x=1
                          body $.a: recorded 1, got 2
                          body $.b: recorded [2], not there
                          body $.c: not recorded, there is {}
                        1 of 1 exchanges differ

                        """, err: ""))
        let status = try await diff(Recording([Self.found]), answers: [:]).outcome.out
        #expect(status.contains("  header content-type: recorded application/json, got text/plain;charset=utf-8\n"))
    }

    @Test("the report is JSON or JUnit as well, and goes to a file when asked")
    func formats() async throws {
        let json = try await diff(Recording([Self.found]), answers: Self.wrong, ["--format", "json"]).outcome
        #expect(json.err == "1 of 1 exchanges differ\n")
        let document = try JSON(parsing: json.out)
        #expect(document["equal"] == false && document["exchanges"] == 1 && document["different"] == 1)
        #expect(document["differences"] == 3)
        let entry = document["entries"]?[0]
        #expect(entry?["entry"] == 1 && entry?["method"] == "GET")
        #expect(entry?["url"] == "https://api.machines.dev/v1/apps/none?x=1")
        #expect(
            entry?["differences"]?[0] == ["kind": "body", "place": "body $.a", "recorded": "1", "live": "2"])
        let junit = try await diff(
            Recording([Self.found]), answers: Self.wrong, ["--format", "junit", "--output", "report"])
        #expect(junit.outcome == Outcome(status: 1, out: "", err: "1 of 1 exchanges differ\n"))
        #expect(junit.report?.contains("<testsuites tests=\"1\" failures=\"1\" errors=\"0\">") == true)
    }

    @Test(
        "what does not count is said by pointer, place, key or rules",
        arguments: [
            ["--ignore", "/a", "--ignore", "/b/*", "--ignore", "/b", "--ignore", "/c"],
            ["--ignore", "body $.a", "--ignore", "body $.b", "--ignore", "body $.c"],
            ["--ignore", "a", "--ignore", "b", "--ignore", "c"], ["--match", "fields.json"], ["--match", "body.json"],
        ])
    func ignored(options: [String]) async throws {
        let files = ["fields.json": #"{"ignore_fields":["a","b","c"]}"#, "body.json": #"{"body":"ignored"}"#]
        let outcome = try await diff(Recording([Self.found]), answers: Self.wrong, options, files: files).outcome
        #expect(outcome == Self.equal(1))
    }

    @Test("a request carries the caller's token, the recorded host and nothing of the recorded connection")
    func sent() async throws {
        var recording = Recording([Self.found])
        recording.interactions[0].request.headers.fields += [
            .init(name: "Host", value: "old"), .init(name: "Connection", value: "close"),
            .init(name: "User-Agent", value: "curl/8"),
        ]
        let requests = try await diff(recording, answers: Self.wrong, environment: ["FLY_API_TOKEN": "fo1_mine"])
            .requests
        let headers = try #require(requests.last?.headers)
        #expect(headers["authorization"] == "Bearer fo1_mine")
        #expect(headers["host"] == "api.machines.dev")
        #expect(headers["user-agent"] == "curl/8")
        #expect(headers["connection"] != "close")
        #expect(requests.first?.line == "GET /_windtunnel/health")
    }

    @Test("a token that was refused is sent as it stands, and so is what an app is shown")
    func refusedToken() async throws {
        var recording = Recording([Self.found, Self.found])
        recording.interactions[0].response.status = 401
        recording.interactions[1].request.url = "https://boats.fly.dev/v1/apps/none?x=1"
        let requests = try await diff(recording, answers: Self.wrong, ["--token", "mine"]).requests
        #expect(
            requests.dropFirst().map { $0.headers["authorization"] } == [
                "Bearer redacted-token-1", "Bearer redacted-token-1",
            ])
        #expect(requests.dropFirst().map { $0.headers["host"] } == ["api.machines.dev", "boats.fly.dev"])
        // The emulator that is started for it refuses, too.
        let refusal = RecordedResponse(status: 401)
        let only = Recording([
            Interaction(startedAt: "", request: Self.found.request, response: refusal)
        ])
        let outcome = try await diff(only, ["--ignore", "header content-type", "--match", "/dev/null"])
        #expect(outcome.status == 2)
        #expect(!(try await diff(only)).out.contains("status"))
    }

    @Test("no report shows a secret of the live run")
    func secrets() async throws {
        let answer = CannedAnswer.json(
            #"{"a":1,"b":[2],"note":"\#(FixtureSample.token)","token":"short"}"#, status: 404)
        for format in ["text", "json", "junit"] {
            let outcome = try await diff(
                Recording([Self.found]), answers: [Self.line: answer], ["--format", format]
            ).outcome
            #expect(outcome.status == 1)
            #expect(outcome.out.contains("redacted-token"))
            #expect(!outcome.out.contains("fm2_") && !outcome.out.contains("short"))
        }
    }

    // MARK: Exit codes

    @Test("3 when the target is not there, from the beginning or all of a sudden")
    func unreachable() async throws {
        try await ClosedPort.with { url async throws in
            let outcome = try await diff(Recording([Self.found]), ["--target", url])
            let advice = "windtunnel: nothing answers at \(url); start it with: windtunnel serve\n"
            #expect(outcome == Outcome(status: 3, out: "", err: advice))
        }
    }

    @Test("2 for a damaged file, wrong usage, and a real service without a token")
    func usage() async throws {
        try await withFolder(["bad.har": "{\"log\":{\"entries\":[", "rules": "[]", "r.har": Self.text(Recording())]) {
            folder async throws in
            func diff(_ words: String...) async -> Outcome {
                await windtunnel(["fixture", "diff"] + words, folder: folder)
            }
            func refused(_ text: String) -> Outcome { Outcome(status: 2, out: "", err: "windtunnel: \(text)\n") }
            #expect(await diff("bad.har") == refused("bad.har: entry 1 is truncated"))
            #expect(await diff("none.har") == refused("none.har: no such file"))
            #expect(await diff("r.har", "--match", "rules") == refused("rules: rules are an object"))
            #expect(
                await diff("r.har", "--target", "real")
                    == refused("no token for the real service; set FLY_API_TOKEN or give --token"))
            #expect(await diff("r.har", "--profile", "none").err.contains("is neither instant, realistic nor a file"))
            #expect(
                await diff("r.har", "--output", "no/report")
                    == refused("cannot write no/report: No such file or directory"))
            for words in [
                ["--target", "x"], ["--format", "xml"], ["--rename", "a"], ["--token", ""], ["--pace", "x"],
            ] {
                let outcome = await windtunnel(["fixture", "diff", "r.har"] + words, folder: folder)
                #expect(outcome.status == 2 && outcome.err.contains("Usage: windtunnel fixture diff"))
            }
        }
    }

    @Test("0 for an empty recording, which nothing differs from")
    func empty() async throws {
        #expect(try await diff(Recording()) == Self.equal(0))
    }

    @Test("what got no answer is a difference, unless it got none when it was recorded")
    func noAnswer() async throws {
        // An app's address that nobody is at; the API was there.
        var gone = Self.found
        gone.request.url = "http://gone.localhost:1/"
        let target = DiffTarget(Recording(), base: nil, token: nil, world: nil)
        for (status, count) in [(200, 1), (0, 0)] {
            gone.response = RecordedResponse(status: status)
            let recording = Recording([gone])
            let comparison = RecordingComparison(recording, ResponseComparison())
            let report = try await HTTPTransport.withTransport(environment: [:]) { transport in
                var run = DiffRun(recording, comparison, target: target, clock: .none, transport: transport)
                return try await run.report()
            }
            #expect(report.differenceCount == count)
            #expect(count == 0 || report.text.contains("  answer: recorded status 200, got nothing answers at http://"))
        }
    }
}
