import FakeService
import Fixtures
import OrderedJSON
import Testing

@testable import WindtunnelCommands

@Suite("Recordings into worlds", .timeLimit(.minutes(1)))
struct FixtureHydrateTests {
    private static let answer = """
        {"apps":["boats","ships"],"machines":2,"volumes":1,"ip_addresses":3,"secrets":0,"certificates":0,\
        "left_out":[{"entry":7,"why":"the lease of machine a: its nonce is not in a recording"}]}
        """

    /// Runs the command on a recording that comes in on standard input.
    private func hydrate(
        _ input: String, _ options: [String] = [], environment: [String: String] = [:],
        answers: [String: CannedAnswer]
    ) async throws -> (outcome: Outcome, requests: [ReceivedRequest]) {
        try await windtunnel(
            ["fixture", "hydrate", "-"] + options, answers: answers, environment: environment, input: input)
    }

    @Test("HAR is sent as it is, and what was made of it is told")
    func har() async throws {
        let (outcome, requests) = try await hydrate(
            FixtureSample.clean, answers: ["POST /_windtunnel/worlds/default/hydrate": .json(Self.answer, status: 201)])
        #expect(
            outcome
                == Outcome(
                    status: 0, out: "",
                    err: """
                        left out: entry 7: the lease of machine a: its nonce is not in a recording
                        world default has now apps boats, ships: 2 machines, 1 volumes, 3 ip addresses, 0 secrets, \
                        0 certificates

                        """))
        #expect(requests.map(\.body) == [FixtureSample.clean])
        #expect(requests.first?.headers["content-type"] == "application/json")
    }

    @Test("a cassette is sent as HAR")
    func cassette() async throws {
        let (outcome, requests) = try await hydrate(
            FixtureSample.cassette, ["--json"],
            answers: ["POST /_windtunnel/worlds/default/hydrate": .json(Self.answer, status: 201)])
        #expect(outcome.status == 0)
        #expect(try JSON(parsing: outcome.out) == JSON(parsing: Self.answer))
        let sent = try HARDocument(Array((requests.first?.body ?? "").utf8))
        #expect(sent.entries.map(\.url) == ["https://api.machines.dev/v1/apps"])
    }

    @Test(
        "the world is the one that is named, else the token's",
        arguments: [
            (["--world", "ci"], [:], "ci"), (["--world", "ci", "--token", "wt_other"], [:], "ci"),
            (["--token", "wt_other_1"], [:], "other"), ([], ["FLY_API_TOKEN": "wt_mine"], "mine"),
        ] as [([String], [String: String], String)])
    func world(options: [String], environment: [String: String], world: String) async throws {
        let (outcome, requests) = try await hydrate(
            FixtureSample.clean, options, environment: environment,
            answers: ["POST /_windtunnel/worlds/\(world)/hydrate": .json(Self.answer, status: 201)])
        #expect(outcome.status == 0, "\(outcome.err)")
        #expect(requests.count == 1)
    }

    @Test("a refusal is told, and ends with 1")
    func refused() async throws {
        let outcome = try await hydrate(
            FixtureSample.clean,
            answers: [
                "POST /_windtunnel/worlds/default/hydrate": .json(
                    #"{"error":"world \"default\" has app boats already","hint":"reset"}"#, status: 409)
            ]
        ).outcome
        #expect(outcome.status == 1)
        #expect(outcome.err.contains(#"world "default" has app boats already"#))
    }

    @Test("a damaged file is named with its entry, and nothing is sent")
    func damaged() async throws {
        let (outcome, requests) = try await hydrate(String(FixtureSample.clean.dropLast(200)), answers: [:])
        #expect(outcome == Outcome(status: 2, out: "", err: "windtunnel: standard input: entry 1 is truncated\n"))
        #expect(requests.isEmpty)
    }

    @Test("the real service has no worlds")
    func real() async {
        let outcome = await windtunnel(["fixture", "hydrate", "-", "--target", "real"], input: FixtureSample.clean)
        #expect(outcome.status == 2)
        #expect(outcome.err.contains("only an emulator has these controls"))
    }
}
