import MachineRules
import ModelContextProtocol
import OrderedJSON
import Simulation
import Testing

@testable import Guests

@Suite("What a machine's configuration runs")
struct GuestChoiceTests {
    /// The configuration of the guide: the MCP image with a file server as its command.
    private static let filesystem: JSON = ["npx", "-f", "@modelcontextprotocol/server-filesystem", "/data/"]

    private func choice(_ config: JSON, allowsProcesses: Bool = false) -> String {
        switch GuestChoice(for: MachineConfig(stored: config), allowsProcesses: allowsProcesses) {
        case .process: "process"
        case .echo: "echo"
        case .wrap(_, .filesystem(let roots)): "files \(roots.joined(separator: " "))"
        case .wrapProcess(let command): "wraps \(command.words.joined(separator: " "))"
        case .upstream(let address): "upstream \(address)"
        case .exits(let reason): "exits: \(reason)"
        }
    }

    @Test(
        "An image nobody knows is answered for by an echo",
        arguments: [
            ["image": "nginx"], ["image": "flyio/hellofly:latest"], ["image": "flyio/mcp-inspector"],
            ["image": "notflyio/mcp"], ["containers": [["image": "nginx"]]],
            ["image": "nginx", "init": ["cmd": ["npx", "@modelcontextprotocol/server-filesystem", "/data"]]],
        ] as [JSON])
    func echoes(config: JSON) {
        #expect(choice(config) == "echo")
    }

    @Test(
        "The MCP image with a file server serves files",
        arguments: ["flyio/mcp", "flyio/mcp:latest", "registry.fly.io/flyio/mcp:v0.3.135", "ghcr.io/superfly/mcp"])
    func servesFiles(image: String) {
        #expect(choice(["image": .string(image), "init": ["cmd": Self.filesystem]]) == "files /data/")
    }

    @Test("An entrypoint with the words mcp wrap serves whatever the image")
    func servesByEntrypoint() {
        let config: JSON = [
            "image": "my/image",
            "init": ["entrypoint": ["fly", "mcp", "wrap", "--"], "cmd": ["mcp-server-filesystem", "/a", "/b"]],
        ]
        #expect(choice(config) == "files /a /b")
    }

    @Test("The whole command in init.exec takes the place of entrypoint and arguments")
    func followsExec() {
        let config: JSON = [
            "image": "flyio/mcp",
            "init": [
                "exec": ["flyctl", "mcp", "wrap", "--", "npx", "-y", "@modelcontextprotocol/server-filesystem", "/x"],
                "cmd": ["ignored"],
            ],
        ]
        #expect(choice(config) == "files /x")
    }

    @Test("The MCP image without a command exits, as wrap does")
    func exitsWithoutCommand() {
        #expect(choice(["image": "flyio/mcp"]).hasPrefix("exits: fly mcp wrap says: "))
        #expect(choice(["image": "flyio/mcp", "init": ["cmd": []]]).hasPrefix("exits: "))
    }

    @Test("A server that is not built in exits, and the reason names its command")
    func exitsWithUnknownServer() {
        let config: JSON = ["image": "flyio/mcp", "init": ["cmd": ["uvx", "mcp-server-time"]]]
        #expect(
            choice(config)
                == "exits: it wraps `uvx mcp-server-time`, a process on this host, which windtunnel does only "
                + "with --allow-processes")
    }

    @Test("A guest that asks for a process exits, whatever its image", arguments: ["nginx", "flyio/mcp"])
    func exitsOnRequest(image: String) {
        let config: JSON = [
            "image": .string(image), "metadata": ["windtunnel_guest": "process"], "init": ["cmd": Self.filesystem],
        ]
        #expect(
            choice(config)
                == "exits: it is to run a process on this host, which windtunnel does only with --allow-processes")
    }

    @Test("It runs where that is allowed")
    func runsWhereAllowed() {
        let config: JSON = ["image": "nginx", "metadata": ["windtunnel_guest": "process"]]
        #expect(choice(config, allowsProcesses: true) == "process")
        #expect(choice(["image": "nginx"], allowsProcesses: true) == "echo")
        #expect(GuestChoice.exitAtBoot(MachineConfig(stored: config), allowsProcesses: true) == nil)
    }

    @Test("A server that is not built in is wrapped where that is allowed, one that is stays built in")
    func wrapsWhereAllowed() {
        let time: JSON = ["image": "flyio/mcp", "init": ["cmd": ["uvx", "mcp-server-time", "--utc"]]]
        #expect(choice(time, allowsProcesses: true) == "wraps uvx mcp-server-time --utc")
        let files: JSON = ["image": "flyio/mcp", "init": ["cmd": Self.filesystem]]
        #expect(choice(files, allowsProcesses: true) == "files /data/")
    }

    @Test("What cannot run ends with code 1 right after booting, all else runs on")
    func exitsAtBoot() {
        #expect(
            GuestChoice.exitAtBoot(MachineConfig(stored: ["image": "flyio/mcp"]))?.status
                == MachineRules.ExitStatus(exitCode: 1))
        #expect(GuestChoice.exitAtBoot(MachineConfig(stored: ["image": "nginx"])) == nil)
        let served: JSON = ["image": "flyio/mcp", "init": ["cmd": Self.filesystem]]
        #expect(GuestChoice.exitAtBoot(MachineConfig(stored: served)) == nil)
    }
}
