import ArgumentParser
import OrderedJSON
import Testing

@testable import WindtunnelCommands

@Suite("A machine from flags")
struct MachineDraftTests {
    private func draft(_ arguments: [String], file: JSON? = nil) throws -> MachineDraft {
        let run = try #require(try RootCommand.parseAsRoot(["machines", "run", "demo"] + arguments) as? MachineRun)
        return try MachineDraft(options: run.config, placement: run.placement, file: file, image: run.image)
    }

    @Test("the public guide's machine is one line of flags")
    func guide() throws {
        let draft = try draft([
            "flyio/mcp:latest", "--region", "iad", "--volume", "data:/data", "--memory", "1gb", "--cpus", "1",
            "--autostop", "stop", "--port", "80:8080/http", "--port", "443:8080/http:tls", "--env", "A=1", "--env",
            "B=x=y", "--metadata", "k=v", "--cmd", "npx -f @modelcontextprotocol/server-filesystem /data/",
        ])
        #expect(draft.region == "iad")
        #expect(
            draft.config.prettyText == """
                {
                  "image": "flyio/mcp:latest",
                  "init": {
                    "cmd": [
                      "npx",
                      "-f",
                      "@modelcontextprotocol/server-filesystem",
                      "/data/"
                    ]
                  },
                  "guest": {
                    "cpu_kind": "shared",
                    "cpus": 1,
                    "memory_mb": 1024
                  },
                  "env": {
                    "A": "1",
                    "B": "x=y"
                  },
                  "services": [
                    {
                      "protocol": "tcp",
                      "internal_port": 8080,
                      "autostop": "stop",
                      "autostart": true,
                      "ports": [
                        {
                          "port": 80,
                          "handlers": [
                            "http"
                          ]
                        },
                        {
                          "port": 443,
                          "handlers": [
                            "http",
                            "tls"
                          ]
                        }
                      ]
                    }
                  ],
                  "mounts": [
                    {
                      "volume": "data",
                      "path": "/data"
                    }
                  ],
                  "metadata": {
                    "k": "v"
                  }
                }
                """)
    }

    @Test("an image alone is a machine with the service's defaults")
    func bare() throws {
        #expect(try draft(["nginx"]).config == ["image": "nginx"])
    }

    @Test("a command may stand word by word after the options")
    func words() throws {
        let config = try draft(["nginx", "--env", "A=1", "--", "sh", "-c", "echo hi"]).config
        #expect(config["init"] == ["cmd": ["sh", "-c", "echo hi"]])
    }

    @Test(
        "a guest is filled in, since the API wants it whole",
        arguments: [
            (["--cpus", "2"], ["cpu_kind": "shared", "cpus": 2, "memory_mb": 512]),
            (["--cpu-kind", "performance"], ["cpu_kind": "performance", "cpus": 1, "memory_mb": 2048]),
            (["--memory", "512"], ["cpu_kind": "shared", "cpus": 1, "memory_mb": 512]),
        ] as [([String], JSON)])
    func guest(flags: [String], guest: JSON) throws {
        #expect(try draft(["nginx"] + flags).config["guest"] == guest)
    }

    @Test("flags are laid over a file, whose other keys stay")
    func file() throws {
        let file: JSON = [
            "image": "old", "unknown": [1], "env": ["A": "1", "B": "2"], "size": "shared-cpu-1x",
            "services": [["internal_port": 80]],
        ]
        let config = try draft(["--env", "B=3", "--memory", "512", "--autostop", "suspend"], file: file).config
        #expect(
            config == [
                "image": "old", "unknown": [1], "env": ["A": "1", "B": "3"],
                "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 512],
                "services": [["internal_port": 80, "autostop": "suspend", "autostart": true]],
            ])
    }

    @Test("a whole request is as good as a configuration, and flags win over it")
    func request() throws {
        let file: JSON = ["name": "n", "region": "ams", "skip_launch": true, "config": ["image": "nginx"]]
        let draft = try draft(["--region", "iad"], file: file)
        #expect(draft.name == "n")
        #expect(draft.region == "iad")
        #expect(draft.skipLaunch)
        #expect(draft.config == ["image": "nginx"])
    }

    @Test(
        "what makes no sense is wrong usage",
        arguments: [
            [], ["nginx", "--autostop", "stop"], ["nginx", "--cmd", "'open"], ["nginx", "--cmd", "a", "--", "b"],
            ["nginx", "--cpus", "0"], ["nginx", "--port", "x"], ["nginx", "--volume", "data"], ["nginx", "--env", "A"],
            ["nginx", "--autostop", "maybe"],
        ])
    func refused(arguments: [String]) async {
        let outcome = await windtunnel(["machines", "run", "demo"] + arguments)
        #expect(outcome.status == 2)
        #expect(!outcome.err.isEmpty)
        #expect(outcome.out.isEmpty)
    }
}
