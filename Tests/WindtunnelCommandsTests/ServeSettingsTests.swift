import ArgumentParser
import FixtureServing
import Fixtures
import Logging
import OrderedJSON
import Testing
import Windtunnel

@testable import WindtunnelCommands

@Suite("Settings of an emulator")
struct ServeSettingsTests {
    private func settings(
        _ arguments: [String] = [], environment: [String: String] = [:], file: JSON = [:],
        for purpose: ServeSettings.Purpose = .serve
    ) throws -> ServeSettings {
        try ServeSettings(
            flags: ServeOptions.parse(arguments).texts, environment: environment,
            file: SettingsFile.texts(of: file, path: "w.json"), for: purpose)
    }

    private func folder(_ settings: ServeSettings) -> String? {
        if case .folder(let folder) = settings.configuration.storage { folder } else { nil }
    }

    @Test("flags win over the environment, the environment over the file, the file over the defaults")
    func precedence() throws {
        let file: JSON = ["port": 1, "tls_port": 1, "proxy_port": 1, "profile": "instant"]
        let environment = ["WINDTUNNEL_PORT": "2", "WINDTUNNEL_TLS_PORT": "2", "WINDTUNNEL_HOST": ""]
        let configuration = try settings(["--port", "3"], environment: environment, file: file).configuration
        #expect(configuration.port == 3)
        #expect(configuration.tlsPort == 2)
        #expect(configuration.proxyPort == 1)
        #expect(configuration.profile == "instant")
        #expect(configuration.host == "127.0.0.1")
    }

    @Test("every setting can come from each source")
    func allSettings() throws {
        let flags = [
            "--host", "0.0.0.0", "--port", "1", "--tls-port", "2", "--proxy-port", "3", "--data", "d",
            "--port-file", "p", "--log-level", "debug", "--log-format", "json", "--profile", "instant",
            "--speed", "2.5", "--seed", "7", "--allow-remote", "--app", "x=http://y:1", "--app", "z=http://[::1]:2",
            "--publish", "x:5432=0", "--allow-host", "a", "--allow-host", "b",
            "--api-host", "c", "--autostop-after", "90s", "--auth", "strict", "--tokens", "t", "--rate-limits",
            "shadow", "--force-https", "--strict-edge",
            "--mcp-control", "write",
        ]
        let environment = [
            "HOST": "0.0.0.0", "PORT": "1", "TLS_PORT": "2", "PROXY_PORT": "3", "DATA": "d", "PORT_FILE": "p",
            "LOG_LEVEL": "debug", "LOG_FORMAT": "json", "PROFILE": "instant", "SPEED": "2.5", "SEED": "7",
            "ALLOW_REMOTE": "true", "PUBLISH": "x:5432=0", "APP": "x=http://y:1,z=http://[::1]:2", "ALLOW_HOST": "a,b",
            "API_HOST": "c", "AUTOSTOP_AFTER": "90s",
            "AUTH": "strict", "TOKENS": "t", "RATE_LIMITS": "shadow", "FORCE_HTTPS": "true", "STRICT_EDGE": "true",
            "MCP_CONTROL": "write",
        ]
        let file: JSON = [
            "host": "0.0.0.0", "port": 1, "tls_port": 2, "proxy_port": 3, "data": "d", "port_file": "p",
            "log_level": "debug", "log_format": "json", "profile": "instant", "speed": 2.5, "seed": 7,
            "allow_remote": true, "publish": "x:5432=0", "app": ["x=http://y:1", "z=http://[::1]:2"],
            "allow_host": ["a", "b"], "api_host": "c", "autostop_after": "90s",
            "auth": "strict", "tokens": "t", "rate_limits": "shadow", "force_https": true, "strict_edge": true,
            "mcp_control": "write",
        ]
        let prefixed = Dictionary(uniqueKeysWithValues: environment.map { ("WINDTUNNEL_\($0.key)", $0.value) })
        for settings in try [settings(flags), settings(environment: prefixed), settings(file: file)] {
            let configuration = settings.configuration
            #expect(configuration.host == "0.0.0.0")
            #expect(configuration.port == 1)
            #expect(configuration.tlsPort == 2)
            #expect(configuration.proxyPort == 3)
            #expect(folder(settings) == "d")
            #expect(configuration.portFile == "p")
            #expect(settings.logLevel == .debug)
            #expect(settings.logFormat == .json)
            #expect(configuration.profile == "instant")
            #expect(configuration.speed == 2.5)
            #expect(configuration.seed == 7)
            #expect(configuration.allowRemote)
            #expect(configuration.published == [.init(app: "x", port: 5432, localPort: 0)])
            #expect(configuration.apps == ["x": "http://y:1", "z": "http://[::1]:2"])
            #expect(configuration.allowedHosts == ["a", "b"])
            #expect(configuration.apiHosts == ["c"])
            #expect(configuration.autostopAfter == .seconds(90))
            #expect(configuration.authorization == .strict(tokensFile: "t"))
            #expect(configuration.mcpControl == .write)
            #expect(configuration.rateLimits == .shadow)
            #expect(configuration.forceHTTPS)
            #expect(configuration.strictEdge)
        }
    }

    @Test("a recording can be asked for by each source")
    func recording() throws {
        let flags = [
            "--record", "r.har", "--upstream", "http://a:1", "--graphql-upstream", "http://b", "--apps-upstream",
            "http://c",
        ]
        let file: JSON = [
            "record": "r.har", "upstream": "http://a:1", "graphql_upstream": "http://b", "apps_upstream": "http://c",
        ]
        let environment = [
            "WINDTUNNEL_RECORD": "r.har", "WINDTUNNEL_UPSTREAM": "http://a:1",
            "WINDTUNNEL_GRAPHQL_UPSTREAM": "http://b", "WINDTUNNEL_APPS_UPSTREAM": "http://c",
        ]
        let sites = UpstreamSites(
            api: try #require(UpstreamOrigin(url: "http://a:1")), graphql: UpstreamOrigin(url: "http://b"),
            apps: UpstreamOrigin(url: "http://c"))
        let expected = FixtureSettings(file: "r.har", purpose: .record, upstreams: sites)
        for settings in try [settings(flags), settings(environment: environment), settings(file: file)] {
            #expect(settings.configuration.fixtures == expected)
        }
        #expect(try settings().configuration.fixtures == nil)
    }

    @Test("so can a replay, which needs nothing else")
    func replay() throws {
        let flags = [
            "--replay", "r.har", "--mode", "new-episodes", "--match", "m.json", "--pace", "count", "--keep-times",
            "--spy", "--upstream", "https://api.machines.dev",
        ]
        let upstream = UpstreamSites(api: try #require(UpstreamOrigin(url: "https://api.machines.dev")))
        #expect(
            try settings(flags).configuration.fixtures
                == FixtureSettings(
                    file: "r.har", purpose: .replay(.newEpisodes, spy: true), upstreams: upstream, rulesFile: "m.json",
                    pace: .count, keepsTimes: true))
        #expect(
            try settings(["--replay", "r.har"]).configuration.fixtures
                == FixtureSettings(file: "r.har", purpose: .replay(.once, spy: false)))
    }

    @Test("memory and folder are one question, which one source answers whole")
    func storage() throws {
        #expect(try folder(settings()) == ".windtunnel")
        #expect(try folder(settings(["--in-memory"], environment: ["WINDTUNNEL_DATA": "d"])) == nil)
        #expect(try folder(settings(["--data", "d"], environment: ["WINDTUNNEL_IN_MEMORY": "1"])) == "d")
        #expect(try folder(settings(environment: ["WINDTUNNEL_IN_MEMORY": "1"], file: ["data": "d"])) == nil)
        #expect(try folder(settings(environment: ["WINDTUNNEL_IN_MEMORY": "no"], file: ["data": "d"])) == "d")
        #expect(throws: (any Error).self) { try ServeOptions.parse(["--in-memory", "--data", "d"]) }
    }

    @Test("exec is private whatever the environment and the file say of serve, unless its own flags say otherwise")
    func exec() throws {
        let environment = ["WINDTUNNEL_PORT": "5", "WINDTUNNEL_DATA": "d", "WINDTUNNEL_PROFILE": "instant"]
        let file: JSON = ["host": "0.0.0.0", "tls_port": 9]
        let usual = try settings(environment: environment, file: file, for: .exec)
        #expect(folder(usual) == nil)
        #expect(usual.configuration.portFile == nil)
        #expect(usual.configuration.host == "127.0.0.1")
        #expect(usual.configuration.port == 0)
        #expect(usual.configuration.tlsPort == 0)
        #expect(usual.configuration.proxyPort == 0)
        #expect(usual.configuration.profile == "instant")
        #expect(usual.logLevel == .warning)
        let flagged = try settings(["--port", "7", "--data", "e"], environment: environment, for: .exec)
        #expect(flagged.configuration.port == 7)
        #expect(folder(flagged) == "e")
    }

    @Test(
        "a wrong value is refused by the setting's flag",
        arguments: [
            (["WINDTUNNEL_PORT": "http"], "--port must be a port from 0 to 65535, not \"http\""),
            (["WINDTUNNEL_PORT": "65536"], "--port must be a port from 0 to 65535, not \"65536\""),
            (["WINDTUNNEL_SPEED": "0"], "--speed must be a number above 0, not \"0\""),
            (["WINDTUNNEL_SEED": "-1"], "--seed must be a whole number from 0, not \"-1\""),
            (["WINDTUNNEL_AUTOSTOP_AFTER": "5"], "--autostop-after must be a duration such as 5m or 90s, not \"5\""),
            (["WINDTUNNEL_AUTH": "lax"], "--auth must be permissive or strict, not \"lax\""),
            (["WINDTUNNEL_AUTH": "strict"], "--auth strict needs --tokens FILE"),
            (["WINDTUNNEL_TOKENS": "t"], "--tokens is only read with --auth strict"),
            (["WINDTUNNEL_RATE_LIMITS": "on"], "--rate-limits must be off, shadow or enforce, not \"on\""),
            (
                ["WINDTUNNEL_APP": "demo"],
                "--app must be APP=URL, such as demo=http://localhost:3000, not \"demo\""
            ),
            (
                ["WINDTUNNEL_PUBLISH": "a:b=1"],
                "--publish must be APP:PORT=LOCALPORT, such as demo:5432=15432, not \"a:b=1\""
            ),
            (["WINDTUNNEL_APP": "a=http://b,a=http://c"], "--app gives a two servers"),
            (["WINDTUNNEL_MCP_CONTROL": "all"], "--mcp-control must be read or write, not \"all\""),
            (
                ["WINDTUNNEL_RECORD": "r", "WINDTUNNEL_REPLAY": "r"],
                "--record and --replay exclude each other; --replay --mode all records anew"
            ),
            (["WINDTUNNEL_RECORD": "r"], "--record needs --upstream URL, such as https://api.machines.dev"),
            (
                ["WINDTUNNEL_RECORD": "r", "WINDTUNNEL_UPSTREAM": "http://localhost:4280"],
                "--upstream is this emulator itself; give one of them another --port"
            ),
            (["WINDTUNNEL_SPY": "1"], "--spy needs --replay FILE"),
            (["WINDTUNNEL_MODE": "all"], "--mode needs --replay FILE"),
            (["WINDTUNNEL_UPSTREAM": "http://a"], "--upstream needs --record FILE or --replay FILE"),
            (
                ["WINDTUNNEL_UPSTREAM": "a"],
                "--upstream must be https://HOST[:PORT] or http://HOST[:PORT], not \"a\""
            ),
            (
                ["WINDTUNNEL_RECORD": "r", "WINDTUNNEL_UPSTREAM": "http://a", "WINDTUNNEL_PACE": "count"],
                "--pace needs --replay FILE"
            ),
            (
                ["WINDTUNNEL_RECORD": "r", "WINDTUNNEL_GRAPHQL_UPSTREAM": "http://a"],
                "--graphql-upstream needs --upstream URL"
            ),
            (
                ["WINDTUNNEL_REPLAY": "r", "WINDTUNNEL_APPS_UPSTREAM": "http://a"],
                "--apps-upstream needs --upstream URL"
            ),
            (["WINDTUNNEL_REPLAY": "r", "WINDTUNNEL_MODE": "all"], "--mode all needs --upstream URL"),
            (
                ["WINDTUNNEL_REPLAY": "r", "WINDTUNNEL_MODE": "none", "WINDTUNNEL_UPSTREAM": "http://a"],
                "--upstream is not asked with --mode none"
            ),
            (
                ["WINDTUNNEL_REPLAY": "r", "WINDTUNNEL_MODE": "some"],
                "--mode must be once, new-episodes, none or all, not \"some\""
            ),
            (["WINDTUNNEL_LOG_FORMAT": "xml"], "--log-format must be text or json, not \"xml\""),
            (["WINDTUNNEL_ALLOW_REMOTE": "perhaps"], "--allow-remote must be true or false, not \"perhaps\""),
            (
                ["WINDTUNNEL_LOG_LEVEL": "loud"],
                "--log-level must be one of trace, debug, info, notice, warning, error, critical, not \"loud\""
            ),
        ])
    func wrong(environment: [String: String], words: String) {
        #expect(throws: CommandFailure.usage(words)) { try settings(environment: environment) }
    }

    @Test(
        "a file with what is not a setting is refused by name",
        arguments: [
            (#"{"prot":1}"#, "w.json: unknown key \"prot\"; known are allow_host, allow_processes,"),
            (#"{"port":null}"#, "w.json: \"port\" cannot be a JSON null"),
            (#"{"port":{"a":1}}"#, "w.json: \"port\" cannot be a JSON object"),
            (#"{"allow_host":[["a"]]}"#, "w.json: \"allow_host\" cannot be a JSON array"),
            ("[]", "w.json: not a JSON object"),
        ])
    func file(text: String, words: String) throws {
        let document = try JSON(parsing: text)
        let failure = #expect(throws: CommandFailure.self) { try SettingsFile.texts(of: document, path: "w.json") }
        #expect(failure?.message.hasPrefix(words) == true)
        #expect(failure?.status == 2)
    }

    @Test("the file is found by its flag, else by WINDTUNNEL_CONFIG, and must exist")
    func fileName() async throws {
        let files = ["a.json": #"{"port":1}"#, "b.json": #"{"port":2}"#, "c.json": "{"]
        try await withFolder(files) { folder async throws in
            func port(_ arguments: [String]) throws -> Int {
                let environment = ["WINDTUNNEL_CONFIG": "b.json"]
                let context = CommandContext(
                    environment: environment, folder: folder, terminal: Capture().terminal)
                return try ServeOptions.parse(arguments).settings(for: .serve, in: context).configuration.port
            }
            #expect(try port([]) == 2)
            #expect(try port(["--config", "a.json"]) == 1)
            #expect(throws: CommandFailure.usage("no.json: no such file")) { try port(["--config", "no.json"]) }
            #expect(throws: CommandFailure.usage("c.json: unexpected EOF")) { try port(["--config", "c.json"]) }
        }
    }
}
