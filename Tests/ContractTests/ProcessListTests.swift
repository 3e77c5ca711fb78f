import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What `ps` shows of an emulated machine.
@Suite(.timeLimit(.minutes(5))) struct ProcessLists {
    private static func commands(_ machine: TestMachine, _ query: String = "") async throws -> [String] {
        let answer = try await machine.app.emulator.get(machine.path + "/ps" + query)
        return try answer.json.arrayValue?.compactMap { $0["command"]?.stringValue } ?? []
    }

    @Test func `init comes first, then the machine's own command with its sockets`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                [
                    "image": "registry.fly.io/paper-boats:v1", "init": ["exec": ["/app/server", "--quiet"]],
                    "services": [
                        ["protocol": "tcp", "internal_port": 8080, "ports": [["port": 80]]],
                        ["protocol": "tcp", "internal_port": 8080, "ports": [["port": 443]]],
                        ["protocol": "udp", "internal_port": 53, "ports": [["port": 53]]],
                    ],
                ])
            try await emulator.advance(by: "10s")
            let answer = try await emulator.get(machine.path + "/ps")
            #expect(answer.code == 200)
            let list = try #require(try answer.json.arrayValue)
            #expect(list.count == 2)
            #expect(
                list[0]
                    == [
                        "pid": 1, "stime": 10, "rtime": 10000, "command": "/fly/init", "directory": "/", "cpu": 0,
                        "rss": .int(4 << 20), "listen_sockets": [],
                    ])
            #expect(list[1]["command"] == "/app/server --quiet")
            #expect(list[1]["rss"] == .int(60 << 20))
            #expect(try #require(list[1]["pid"]?.intValue) > 1)
            #expect(
                list[1]["listen_sockets"]
                    == [["proto": "tcp", "address": "[::]:8080"], ["proto": "udp", "address": "[::]:53"]])
            #expect(try await emulator.get(machine.path + "/ps").text == answer.text)
        }
    }

    /// Configuration and the commands it means.
    private static let table: [(JSON, [String])] = [
        (["image": "registry.fly.io/paper-boats:v1"], ["paper-boats"]),
        (["image": "nginx", "init": ["cmd": ["sleep", "inf"]]], ["sleep inf"]),
        (["image": "nginx", "init": ["entrypoint": ["/run"], "cmd": ["fast"]]], ["/run fast"]),
        (["image": "demo", "processes": [["cmd": ["web"]], ["exec": ["worker", "-v"]]]], ["web", "worker -v"]),
        (
            [
                "containers": [
                    ["name": "a", "image": "nginx"], ["name": "b", "image": "demo", "cmd": ["side", "car"]],
                ]
            ],
            ["nginx", "side car"]
        ),
    ]

    @Test(arguments: table.indices)
    func `the commands are those of the configuration, or the image's name`(row: Int) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.table[row].0)
            #expect(try await Self.commands(machine) == ["/fly/init"] + Self.table[row].1)
        }
    }

    @Test func `a wrap machine has a child, too`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let machine = try await app.makeStartedMachine(TestConfig.wrap())
            let tool = "npx -f @modelcontextprotocol/server-filesystem /data/"
            #expect(
                try await Self.commands(machine) == ["/fly/init", "/usr/bin/flyctl mcp wrap -- " + tool, tool])
        }
    }

    @Test(
        arguments: [
            ("?sort_by=pid", ["/fly/init", "zebra", "aardvark"]), ("?order=asc", ["/fly/init", "zebra", "aardvark"]),
            ("?sort_by=pid&order=desc", ["aardvark", "zebra", "/fly/init"]),
            ("?sort_by=command", ["/fly/init", "aardvark", "zebra"]),
            ("?sort_by=command&order=desc", ["zebra", "aardvark", "/fly/init"]),
            ("?sort_by=rss&order=desc", ["zebra", "aardvark", "/fly/init"]),
            ("?sort_by=stime&order=desc", ["zebra", "aardvark", "/fly/init"]),
            ("?sort_by=cpu", ["/fly/init", "zebra", "aardvark"]),
            ("?sort_by=rtime", ["/fly/init", "zebra", "aardvark"]),
            ("?sort_by=directory", ["/fly/init", "zebra", "aardvark"]),
        ])
    func `the list is sorted as asked`(query: String, commands: [String]) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "processes": [["cmd": ["zebra"]], ["cmd": ["aardvark"]]]])
            try await emulator.advance(by: "10s")
            #expect(try await Self.commands(machine, query) == commands)
        }
    }

    @Test(
        arguments: [
            (
                "?sort_by=size",
                "invalid sort_by: size, must be one of [pid stime rtime command directory cpu rss]"
            ),
            ("?order=down", "invalid order: down, must be one of [asc desc]"),
        ])
    func `an order nobody knows is refused`(query: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.get(machine.path + "/ps" + query)
            #expect(answer.code == 400)
            #expect(answer.error == "invalid_argument: " + text)
        }
    }

    @Test func `a machine that rests has no processes, and a lease hides none`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let stopped = try await app.makeStoppedMachine()
            let answer = try await emulator.get(stopped.path + "/ps")
            #expect(answer.code == 412)
            #expect(answer.error == "failed_precondition: machine not running")
            let leased = try await app.makeStartedMachine()
            _ = try await leased.lease()
            #expect(try await emulator.get(leased.path + "/ps").code == 200)
        }
    }
}
