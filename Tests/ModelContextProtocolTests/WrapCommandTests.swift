import ModelContextProtocol
import Testing

@Suite("The wrap command line")
struct WrapCommandTests {
    static let entrypoint = ["/usr/bin/flyctl", "mcp", "wrap", "--"]

    @Test("the guide's machine runs the filesystem server on /data/")
    func seed() throws {
        let command = try WrapCommand(
            argv: Self.entrypoint + ["npx", "-f", "@modelcontextprotocol/server-filesystem", "/data/"])
        #expect(command.words == ["npx", "-f", "@modelcontextprotocol/server-filesystem", "/data/"])
        #expect(command.builtInServer == .filesystem(roots: ["/data/"]))
        #expect(command.flags.port == 8080)
    }

    @Test(
        "the tool server is known by its package name",
        arguments: [
            (["npx", "-y", "@modelcontextprotocol/server-filesystem@2025.12.18", "/a", "/b"], ["/a", "/b"]),
            (["npx", "--yes", "@modelcontextprotocol/server-filesystem"], []),
            (["/usr/local/bin/npx", "@modelcontextprotocol/server-filesystem", "/data"], ["/data"]),
            (["mcp-server-filesystem", "/data"], ["/data"]), (["uvx", "mcp-server-time"], nil),
            (["go", "run", "example.com/x@latest"], nil), (["npx", "-y"], nil),
            (["node", "server.js", "@modelcontextprotocol/server-filesystem"], nil),
        ] as [([String], [String]?)])
    func knownServers(words: [String], roots: [String]?) throws {
        let server = try WrapCommand(argv: Self.entrypoint + words).builtInServer
        #expect(server == roots.map { .filesystem(roots: $0) })
    }

    @Test("flags are read in all of pflag's spellings")
    func flags() throws {
        let first = try WrapCommand(argv: ["fly", "mcp", "wrap", "-p9", "--mcp=prog", "--private=false", "--", "a"])
        #expect(first.words == ["prog", "a"])
        #expect(first.flags.port == 9)
        #expect(!first.flags.isPrivate)
        let second = try WrapCommand(argv: ["fly", "mcp", "wrap", "--port", "81", "-m", "prog", "--user", "-x", "--"])
        #expect(second.words == ["prog"])
        #expect(second.flags.port == 81)
        #expect(second.flags.user == "-x")
    }

    @Test(
        "what cannot run says why",
        arguments: [
            (entrypoint, WrapCommandError.noCommand, "no command specified"),
            (["fly", "mcp", "wrap"], .noCommand, "no command specified"),
            (["fly", "mcp", "wrap", "--nope", "--", "a"], .unknownFlag("--nope"), "unknown flag: --nope"),
            (["fly", "mcp", "wrap", "--port"], .flagNeedsArgument("--port"), "flag needs an argument: --port"),
            (
                ["fly", "mcp", "wrap", "-p", "x", "--", "a"], .invalidValue(flag: "-p", value: "x"),
                "invalid argument \"x\" for \"-p\" flag"
            ),
            (["fly", "mcp", "wrap", "a"], .unexpectedArgument("a"), "unexpected argument \"a\""),
        ] as [([String], WrapCommandError, String)])
    func errors(argv: [String], error: WrapCommandError, text: String) {
        #expect(throws: error) { try WrapCommand(argv: argv) }
        #expect(error.description == text)
    }

    @Test(
        "a wrap machine is known by its image or its entrypoint",
        arguments: [
            ("flyio/mcp", [], true), ("flyio/mcp:latest", [], true), ("docker.io/flyio/mcp:v0.3.135", [], true),
            ("ghcr.io/superfly/mcp@sha256:00", [], true), ("localhost:5000/flyio/mcp", [], true),
            ("notflyio/mcp", [], false), ("flyio/mcp-extra", [], false), ("nginx", [], false),
            ("node:22", ["/usr/bin/flyctl", "mcp", "wrap", "--", "x"], true),
            ("node:22", ["sh", "--", "mcp", "wrap"], false), ("node:22", ["wrap", "mcp"], false),
        ] as [(String, [String], Bool)])
    func recognition(image: String, argv: [String], isWrap: Bool) {
        #expect(WrapCommand.isWrap(image: image, argv: argv) == isWrap)
    }
}
