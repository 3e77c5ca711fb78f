import FakeService
import OrderedJSON
import Synchronization
import Testing

@testable import WindtunnelCommands

@Suite("Logs and releases", .timeLimit(.minutes(5)))
struct LogsCommandTests {
    private static func entry(_ id: Int, _ message: String) -> String {
        """
        {"id":"\(id)","type":"log","attributes":{"timestamp":"2026-03-31T06:08:0\(id).000Z","message":"\(message)",\
        "level":"info","instance":"d892d51f691378","region":"iad","meta":{"event":{"provider":"runner"}}}}
        """
    }

    private static func page(_ entries: [String], next: String) -> CannedAnswer {
        .json(#"{"data":[\#(entries.joined(separator: ","))],"meta":{"next_token":"\#(next)"}}"#)
    }

    @Test("the newest lines are shown one a line, and nothing in them steers the terminal")
    func shows() async throws {
        let (outcome, requests) = try await windtunnel(
            ["logs", "demo"],
            answers: [
                "GET /api/v1/apps/demo/logs?next_token=": Self.page(
                    [Self.entry(1, "created"), Self.entry(2, #"a\u001b[2Jb"#)], next: "2")
            ])
        #expect(
            outcome.out == """
                2026-03-31T06:08:01.000Z runner[d892d51f691378] iad [info] created
                2026-03-31T06:08:02.000Z runner[d892d51f691378] iad [info] a [2Jb

                """)
        #expect(outcome.status == 0)
        #expect(requests.count == 1)
        #expect(requests.first?.headers["authorization"] == "Bearer wt_default")
    }

    @Test("programs are given the service's documents, one a line")
    func json() async throws {
        let outcome = try await windtunnel(
            ["logs", "demo", "--json"],
            answers: ["GET /api/v1/apps/demo/logs?next_token=": Self.page([Self.entry(1, "created")], next: "1")]
        ).outcome
        #expect(outcome.out.hasSuffix("\n"))
        #expect(try JSON(parsing: outcome.out) == JSON(parsing: Self.entry(1, "created")))
        #expect(outcome.out.split(separator: "\n").count == 1)
    }

    @Test("machine and region are asked of the service")
    func filters() async throws {
        let (outcome, _) = try await windtunnel(
            ["logs", "demo", "--instance", "m", "--region", "iad"],
            answers: ["GET /api/v1/apps/demo/logs?next_token=&instance=m&region=iad": Self.page([], next: "")])
        #expect(outcome == Outcome(status: 0, out: "", err: ""))
    }

    @Test("following goes on from the token of each page, until the service says no")
    func follows() async throws {
        let (outcome, requests) = try await windtunnel(
            ["logs", "demo", "--follow"],
            answers: [
                "GET /api/v1/apps/demo/logs?next_token=": Self.page([Self.entry(1, "one")], next: "1"),
                "GET /api/v1/apps/demo/logs?next_token=1": Self.page([Self.entry(2, "two")], next: "2"),
                "GET /api/v1/apps/demo/logs?next_token=2": .json(#"{"error":"app not found"}"#, status: 404),
            ])
        #expect(outcome.out.split(separator: "\n").map { $0.suffix(3) } == ["one", "two"])
        #expect(requests.count == 3)
        #expect(outcome.status == 1)
        #expect(outcome.err.contains("app not found"))
    }

    @Test("releases are a table, the newest first as the service gives them")
    func releases() async throws {
        let release = """
            {"id":"rel_1","version":2,"status":"complete","strategy":"ROLLING","user":"a@b.c",\
            "created_at":"2026-03-31T06:08:08Z","image_ref":"nginx"}
            """
        let (outcome, requests) = try await windtunnel(
            ["releases", "demo", "--limit", "1", "--token", "fm2_a,fo1_b"],
            answers: ["GET /api/v1/apps/demo/releases?limit=1": .json(#"{"releases":[\#(release)]}"#)])
        #expect(
            outcome.out == """
                VERSION  STATUS    IMAGE  STRATEGY  USER   CREATED               ID
                2        complete  nginx  ROLLING   a@b.c  2026-03-31T06:08:08Z  rel_1

                """)
        #expect(requests.first?.headers["authorization"] == "Bearer fm2_a,fo1_b", "here it is always this word")
        #expect(await windtunnel(["releases", "demo", "--limit", "0"]).status == 2)
    }
}

@Suite("The token of env where tokens are checked", .timeLimit(.minutes(5)))
struct EnvLoginTests {
    private static let refused = CannedAnswer.json(#"{"error":"Authenticate: token validation error"}"#, status: 401)
    private static let strict: [String: CannedAnswer] = [
        "GET /_windtunnel/health": .json(#"{"status":"ok"}"#), "GET /v1/tokens/current": refused,
        "POST /api/v1/cli_sessions": .json(#"{"id":"s1"}"#, status: 201),
        "GET /api/v1/cli_sessions/s1": .json(#"{"id":"s1","access_token":"wt_w1_secret"}"#),
    ]

    private func env(
        _ answers: [String: CannedAnswer], _ more: [String] = [], token: String? = nil
    ) async throws -> (outcome: Outcome, requests: [ReceivedRequest]) {
        let result = Mutex<(Outcome, [ReceivedRequest])?>(nil)
        try await FakeService.serving(answers) { service in
            let outcome = await windtunnel(
                ["env", "--url", service.url] + more, environment: token.map { ["FLY_API_TOKEN": $0] } ?? [:])
            result.withLock { $0 = (outcome, service.requests) }
        }
        return try #require(result.withLock { $0 })
    }

    @Test("it is that of a login")
    func logsIn() async throws {
        let (outcome, requests) = try await env(Self.strict, ["--world", "w1"])
        #expect(outcome.out.contains("export FLY_API_TOKEN=wt_w1_secret\n"))
        #expect(requests.dropFirst().allSatisfy { $0.headers["windtunnel-world"] == "w1" })
        try #require(requests.count > 2, "\(outcome)")
        #expect(requests[2].json?["name"] == "windtunnel env")
    }

    @Test("it is the usual one where that is taken, and the caller's own where it is to be kept")
    func usual() async throws {
        var answers = Self.strict
        answers["GET /v1/tokens/current"] = .json(#"{"tokens":[]}"#)
        let usual = try await env(answers)
        #expect(usual.outcome.out.contains("export FLY_API_TOKEN=wt_default\n"))
        #expect(usual.requests.count == 2)
        let kept = try await env(Self.strict, ["--keep-token"], token: "mine")
        #expect(!kept.outcome.out.contains("FLY_API_TOKEN"))
        #expect(kept.requests.count == 1)
    }

    @Test("where none is handed out the failure says what to do")
    func refusesToLogIn() async throws {
        var answers = Self.strict
        answers["GET /api/v1/cli_sessions/s1"] = .json(#"{"error":"session is not approved yet"}"#, status: 404)
        let (outcome, _) = try await env(answers)
        #expect(outcome.status == 1)
        #expect(
            outcome.err
                == "windtunnel: the emulator checks tokens and hands out none: session is not approved yet; put one of "
                + "its tokens file into FLY_API_TOKEN and give --keep-token\n")
    }
}
