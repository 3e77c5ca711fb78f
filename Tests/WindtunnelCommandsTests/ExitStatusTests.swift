import FakeService
import Testing
import Windtunnel

@testable import WindtunnelCommands

@Suite("Exit codes", .timeLimit(.minutes(5)))
struct ExitStatusTests {
    @Test("1 with the service's text, status and request id when it refuses")
    func refused() async throws {
        let answer = CannedAnswer.whole(
            status: 404, headers: ["fly-request-id": "01J-iad"], body: #"{"error":"app not found"}"#)
        let outcome = try await windtunnel(["apps", "show", "a"], answers: ["GET /v1/apps/a": answer]).outcome
        #expect(
            outcome
                == Outcome(status: 1, out: "", err: "windtunnel: app not found (HTTP 404, request 01J-iad)\n"))
    }

    @Test("1 when the answer is of another shape")
    func shape() async throws {
        let outcome = try await windtunnel(["apps", "show", "a"], answers: ["GET /v1/apps/a": .json("[]")]).outcome
        #expect(outcome.status == 1)
        #expect(outcome.err == "windtunnel: the service's answer is no app document: it is a JSON array\n")
    }

    @Test(
        "2 for wrong usage, with the usage on standard error",
        arguments: [
            ["bogus"], ["apps", "create"], ["machines", "start", "demo"], ["apps", "list", "--nope"],
            ["machines", "wait", "a", "m", "--timeout", "61"], ["ips", "allocate", "demo", "--type", "v5"], ["exec"],
            ["exec", "--"], ["env", "--url", "x"], ["env", "--data", "a", "--url", "http://b"],
            ["serve", "--port", "x"], ["clock", "speed", "0"], ["mcp", "call", "a", "t", "x"],
            ["mcp", "tools", "a", "--timeout", "soon"], ["mcp", "tools", "a", "--password", "x"],
            ["exec", "--keep-token", "--world", "w", "--", "true"],
        ])
    func usage(arguments: [String]) async {
        let outcome = await windtunnel(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.out.isEmpty)
        #expect(!outcome.err.isEmpty)
    }

    @Test("2 with the reason when the emulator cannot start")
    func startup() {
        let failure = CommandFailure(translating: StartupFailure("port 4280 is taken"))
        #expect(failure == CommandFailure(status: 2, message: "port 4280 is taken"))
    }

    @Test("3 when nothing listens, with what to do about it")
    func unreachable() async throws {
        try await ClosedPort.with { url async throws in
            let outcome = await windtunnel(["apps", "list"], environment: ["WINDTUNNEL_URL": url])
            let advice = "windtunnel: nothing answers at \(url); start it with: windtunnel serve\n"
            #expect(outcome == Outcome(status: 3, out: "", err: advice))
        }
    }

    @Test("0 for help and the version, on standard output", arguments: ["--help", "--version", "help", "apps"])
    func help(argument: String) async {
        let outcome = await windtunnel([argument])
        #expect(outcome.status == 0)
        #expect(!outcome.out.isEmpty)
        #expect(outcome.err.isEmpty)
    }

    @Test("are documented in the help")
    func documented() async {
        let help = await windtunnel(["--help"]).out
        #expect(help.contains("EXIT CODES:"))
        #expect(help.contains("3  the target could not be reached"))
    }

    @Test("1 from a health check that is answered otherwise")
    func unhealthy() async throws {
        let answers = ["GET /_windtunnel/health": CannedAnswer.json(#"{"error":"starting"}"#, status: 503)]
        #expect(try await windtunnel(["healthcheck"], answers: answers).outcome.status == 1)
    }
}
