import ArgumentParser
import FlyClient
import Testing

@testable import WindtunnelCommands

@Suite("Target, token and world")
struct ConnectionTests {
    private func connection(
        _ arguments: [String], _ environment: [String: String] = [:], folder: String = "/nonexistent"
    ) throws -> Connection {
        let context = CommandContext(environment: environment, folder: folder, terminal: Capture().terminal)
        return try ConnectionOptions.parse(arguments).connection(in: context)
    }

    @Test("local is WINDTUNNEL_URL, else the port file, else the default address")
    func local() async throws {
        try await withFolder([".windtunnel/ports.json": #"{"http":5000}"#]) { folder async throws in
            let environment = ["WINDTUNNEL_URL": "http://127.0.0.1:6000/"]
            #expect(try connection([], environment, folder: folder).endpoints.rest == "http://127.0.0.1:6000")
            #expect(try connection([], folder: folder).endpoints.rest == "http://127.0.0.1:5000")
            #expect(try connection([]).endpoints.rest == "http://127.0.0.1:4280")
        }
    }

    @Test("real is the two public addresses unless the environment names others")
    func real() throws {
        let token = ["FLY_API_TOKEN": "fo1_x"]
        let usual = FlyEndpoints(rest: "https://api.machines.dev", graphQL: "https://api.fly.io")
        #expect(try connection(["--target", "real"], token).endpoints == usual)
        let other = token.merging(["FLY_API_HOSTNAME": "https://a.test", "FLY_API_BASE_URL": "https://b.test"]) { $1 }
        #expect(
            try connection(["--target", "real"], other).endpoints
                == FlyEndpoints(rest: "https://a.test", graphQL: "https://b.test"))
    }

    @Test("a URL is an emulator there")
    func url() throws {
        let settled = try connection(["--target", "http://10.0.0.5:4280/"])
        #expect(settled.endpoints == FlyEndpoints(emulator: "http://10.0.0.5:4280"))
    }

    @Test("any other target is wrong usage", arguments: ["staging", "ftp://x", "http://", "127.0.0.1:4280", ""])
    func unknown(target: String) async {
        #expect(await windtunnel(["apps", "list", "--target", target]).status == 2)
    }

    @Test(
        "a token of the real service stays away from an emulator unless it was given by hand",
        arguments: [
            ([], ["FLY_API_TOKEN": "FlyV1 fm2_real"], "Bearer wt_default"),
            ([], ["FLY_API_TOKEN": "fo1_real"], "Bearer wt_default"),
            ([], ["FLY_API_TOKEN": "wt_mine"], "Bearer wt_mine"), ([], [:], "Bearer wt_default"),
            (["--token", "fo1_real"], [:], "Bearer fo1_real"),
            (["--token", "wt_a"], ["FLY_API_TOKEN": "wt_b"], "Bearer wt_a"),
            (["--target", "real"], ["FLY_API_TOKEN": "FlyV1 fm2_real"], "FlyV1 fm2_real"),
        ])
    func tokens(arguments: [String], environment: [String: String], header: String) throws {
        #expect(try connection(arguments, environment).token?.restHeader == header)
    }

    @Test(
        "the real service wants a token, and has no worlds and no controls",
        arguments: [
            (["apps", "list", "--target", "real"], "no token for the real service"),
            (["apps", "list", "--target", "real", "--token", "x", "--world", "w"], "the real service has no worlds"),
            (["clock", "show", "--target", "real", "--token", "x"], "only an emulator has these controls"),
            (["mcp", "tools", "a", "--target", "real", "--world", "w"], "the real service has no worlds"),
        ])
    func realRefusals(arguments: [String], words: String) async {
        let outcome = await windtunnel(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.err.hasPrefix("windtunnel: \(words)"))
        #expect(outcome.out.isEmpty)
    }

    @Test("a broken port file is named instead of passed over")
    func brokenPortFile() async throws {
        try await withFolder([".windtunnel/ports.json": "{}"]) { folder async throws in
            let outcome = await windtunnel(["apps", "list"], folder: folder)
            #expect(outcome.status == 2)
            #expect(outcome.err.contains(".windtunnel/ports.json is no port file"))
        }
    }
}
