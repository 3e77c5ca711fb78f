import HTTPTypes
import MachineRules
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Wrap around programs of this host, where an emulator is allowed to run them.
@Suite(.timeLimit(.minutes(5))) struct WrappedPrograms {
    /// Counts the lines it reads, and tells each with its own process number.
    private static let counter = """
        echo up >&2; n=0; while read -r line; do n=$((n + 1)); echo "$$ $n $line"; done
        """

    /// A machine that wraps a script of the shell.
    private static func withProgram<Result: Sendable>(
        _ script: String, env: JSON = [:], _ body: @Sendable (TestApp, LiveClient, TestMachine) async throws -> Result
    ) async throws -> Result {
        try await withLiveEmulator(EmulatorSetup(profile: .instant, allowProcesses: true)) { emulator, live in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(
                config(["/bin/sh", "-c", .string(script)], env: env))
            return try await body(app, live, machine)
        }
    }

    private static func config(_ command: JSON, env: JSON = [:]) -> JSON {
        var config = TestConfig.wrap(env: env).objectValue ?? [:]
        config["init"] = ["cmd": command]
        config["mounts"] = []
        config["restart"] = ["policy": "no"]
        return .object(config)
    }

    @Test func `a program begins with its machine, and what it says on standard error is in the log`() async throws {
        try await Self.withProgram(Self.counter) { _, _, machine -> Void in
            try await machine.says("up")
        }
    }

    @Test func `lines go in and come out, for whoever has the token`() async throws {
        try await Self.withProgram(Self.counter, env: ["FLY_MCP_BEARER_TOKEN": "secret"]) { app, live, _ in
            let right: HTTPFields = [.authorization: "Bearer secret"]
            #expect(try await app.visit(method: .post, body: "one").code == 401)
            try await live.stream("/", host: app.host, headers: right) { stream in
                let post = try await app.visit(method: .post, body: "one\ntwo", headers: right)
                #expect(post.code == 202)
                let lines = try await stream.lines(2)
                #expect(
                    lines.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == ["1 one", "2 two"])
            }
        }
    }

    @Test func `a suspended program goes on where it was, a stopped one begins anew`() async throws {
        try await Self.withProgram(Self.counter) { app, live, machine in
            let first = try await Self.say("a", to: app, live)
            _ = try await machine.post("suspend")
            try await app.emulator.settle()
            _ = try await machine.post("start")
            try await app.emulator.settle()
            let second = try await Self.say("b", to: app, live)
            #expect(second == [first[0], "2", "b"])
            _ = try await machine.post("stop")
            try await app.emulator.settle()
            try await app.emulator.until("it is gone") { !isAlive(first[0]) }
            _ = try await machine.post("start")
            try await app.emulator.settle()
            let third = try await Self.say("c", to: app, live)
            #expect(third[0] != first[0])
            #expect(third.dropFirst() == ["1", "c"])
        }
    }

    /// Says one line, and returns the words of the answer, once the last listener's place is free.
    private static func say(_ line: String, to app: TestApp, _ live: LiveClient) async throws -> [String] {
        while true {
            let words: [String]? = try await live.stream("/", host: app.host) { stream in
                guard stream.code == 200 else { return nil }
                _ = try await app.visit(method: .post, body: line)
                return try await stream.line()?.split(separator: " ").map(String.init)
            }
            if let words { return words }
        }
    }

    @Test func `a program that ends leaves wrap running, and its posts unanswered`() async throws {
        try await Self.withProgram("exit 3") { app, _, machine in
            try await machine.says("Program exited with error: exit status 3")
            let post = try await app.visit(method: .post, body: "{}")
            #expect(post.code == 500)
            #expect(post.text == "Error writing to program: write |1: broken pipe\n")
            #expect(try await machine.state == "started")
        }
    }

    @Test func `a program that is not there ends wrap, and with it the machine`() async throws {
        try await withEmulator(EmulatorSetup(profile: .instant, allowProcesses: true)) { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(Self.config(["no-such-program"]))
            let exit = try await machine.exits()
            #expect(exit["exit_code"] == 1)
            let said = try await machine.output
            #expect(said.contains { $0.contains(#"exec: "no-such-program": executable file not found in $PATH"#) })
        }
    }

    @Test func `each session of another transport has a program of its own`() async throws {
        let server = """
            read -r line
            printf '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18","pid":"%s"}}\\n' $$
            cat >/dev/null
            """
        try await Self.withProgram(server) { app, _, machine in
            let initialize = """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
                "capabilities":{},"clientInfo":{"name":"c","version":"1"}}}
                """
            let headers: HTTPFields = [.accept: "application/json", .contentType: "application/json"]
            var programs: [String] = []
            for _ in 1...2 {
                let begun = try await app.visit("/mcp", method: .post, body: initialize, headers: headers)
                #expect(begun.code == 200)
                programs.append(try #require(try begun.json["result"]?["pid"]?.stringValue))
            }
            #expect(Set(programs).count == 2)
            _ = try await machine.post("stop")
            try await app.emulator.settle()
            try await app.emulator.until("they are gone") { !programs.contains(where: isAlive) }
        }
    }

    @Test func `what is kept as a secret guards the door as a variable does`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let secret = try await emulator.post(
                "\(app.path)/secrets", ["values": ["FLY_MCP_BEARER_TOKEN": "hidden"]])
            #expect(secret.code == 200)
            _ = try await app.makeStartedMachine(TestConfig.wrap(env: ["FLY_MCP_BEARER_TOKEN": "shown"]))
            for (token, code) in [("hidden", 202), ("shown", 401)] {
                let post = try await app.visit(
                    method: .post, body: "", headers: [.authorization: "Bearer \(token)"])
                #expect(post.code == code)
            }
        }
    }
}
