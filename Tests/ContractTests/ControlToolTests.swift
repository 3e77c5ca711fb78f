import HTTPTypes
import MachineRules
import OrderedJSON
import Simulation
import Testing
import Windtunnel
import WindtunnelTestSupport

private let path = "/_windtunnel/mcp"

/// The emulator's controls as tools, over Streamable HTTP, as an agent's client uses them.
@Suite(.timeLimit(.minutes(5))) struct ControlTools {
    private static let readers = [
        "list_worlds", "list_apps", "read_logs", "list_machines", "get_machine", "list_machine_events", "get_clock",
        "list_pending", "get_limits", "get_coverage",
    ]
    private static let writers = [
        "create_world", "fork_world", "reset_world", "delete_world", "start_machine", "stop_machine",
        "suspend_machine", "exit_machine", "set_check", "set_host", "set_clock", "advance_clock", "step_clock",
    ]

    private static let writing = EmulatorSetup(mcpControl: .write)

    // MARK: - What is offered

    @Test func `unless it is told otherwise only what changes nothing is offered`() async throws {
        try await withEmulator { emulator in
            let session = try await ControlSession(emulator)
            let tools = try await session.tools()
            #expect(tools.compactMap { $0["name"]?.stringValue } == Self.readers)
            for tool in tools {
                #expect(tool["annotations"] == ["readOnlyHint": true, "openWorldHint": false])
                #expect(tool["outputSchema"]?["type"] == "object")
            }
        }
    }

    @Test(arguments: writers)
    func `a tool that is not offered names the flag that would offer it`(name: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let failure = try await ControlSession(emulator).failure(of: name)
            #expect(
                failure
                    == "\(name) changes the emulator, which only --mcp-control write of windtunnel serve allows")
        }
    }

    @Test func `with write the rest is offered, and what destroys says so`() async throws {
        try await withEmulator(Self.writing) { emulator in
            let tools = try await ControlSession(emulator).tools()
            #expect(Set(tools.compactMap { $0["name"]?.stringValue }) == Set(Self.readers + Self.writers))
            let destructive = tools.filter { $0["annotations"]?["destructiveHint"] == true }
            #expect(destructive.compactMap { $0["name"]?.stringValue } == ["reset_world", "delete_world"])
        }
    }

    @Test func `what is no tool at all is told as every server tells it`() async throws {
        try await withEmulator { emulator in
            let failure = try await ControlSession(emulator).failure(of: "fly_away")
            #expect(failure == "MCP error -32602: Tool fly_away not found")
        }
    }

    // MARK: - Looking

    @Test func `an agent sees worlds, apps and machines`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(TestConfig.served())
            _ = try await app.makeStoppedMachine()
            let session = try await ControlSession(emulator)
            let worlds = try await session.call("list_worlds")
            #expect(worlds["worlds"]?[0]?["name"] == "default")
            #expect(worlds["worlds"]?[0]?["machines"] == 2)
            let apps = try await session.call("list_apps")
            #expect(apps["apps"]?[0]?["name"] == "demo")
            #expect(apps["apps"]?[0]?["organization"] == "personal")
            let all = try await session.call("list_machines")
            #expect(all["total"] == 2)
            let started = try await session.call("list_machines", ["state": "started", "app": "demo"])
            #expect(started["machines"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == [machine.id])
            #expect(started["machines"]?[0]?["image"] == "registry.fly.io/demo:v1")
            let cut = try await session.call("list_machines", ["limit": 1])
            #expect(cut["machines"]?.arrayValue?.count == 1)
            #expect(cut["total"] == 2)
        }
    }

    @Test func `an agent sees of a machine what the API hides, and what happened to it`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let session = try await ControlSession(emulator)
            let found = try await session.call("get_machine", ["machine": .string(machine.id)])
            #expect(found["state"] == "created")
            #expect(found["pending"]?[0]?["to"] == "started")
            #expect(found["config"]?["image"] == "registry.fly.io/demo:v1")
            let pending = try await session.call("list_pending")
            #expect(pending["pending"]?[0]?["subject"] == .string(machine.id))
            #expect(pending["pending"]?[0]?["kind"] == "launch")
            try await emulator.settle()
            let events = try await session.call("list_machine_events", ["machine": .string(machine.id), "limit": 2])
            #expect(events["events"]?.arrayValue?.count == 2)
            #expect(events["events"]?[0]?["status"] == "started")
        }
    }

    @Test func `an agent sees the clock, the limits and what is emulated`() async throws {
        try await withEmulator { emulator in
            let session = try await ControlSession(emulator)
            let clock = try await session.call("get_clock")
            #expect(clock["mode"] == "frozen")
            #expect(clock["now"]?.stringValue?.hasPrefix("2026-08-01T") == true)
            #expect(try await session.call("get_limits")["mode"] == "off")
            let coverage = try await session.call("get_coverage", ["path": "/_windtunnel/mcp"])
            #expect(
                coverage["routes"]?.arrayValue?.map { $0["method"]?.stringValue } == ["GET", "POST", "DELETE"])
            let missing = try await session.call("get_coverage", ["status": "unimplemented"])
            #expect(missing["routes"]?.arrayValue?.allSatisfy { $0["status"] == "unimplemented" } == true)
        }
    }

    @Test(
        arguments: [
            ("get_machine", ["machine": "00000000000000"], "there is no machine 00000000000000 in world \"default\""),
            ("list_machines", ["app": "nowhere"], "there is no app nowhere in world \"default\""),
            ("get_clock", ["world": "nowhere"], "there is no world \"nowhere\": list_worlds names them"),
            ("get_clock", ["wrold": "default"], "unknown key \"wrold\": known keys: world"),
            ("read_logs", ["app": "nowhere"], "app not found"),
            ("read_logs", ["app": "demo", "after": "x"], "\"after\" is no \"next\" of an earlier call"),
            ("list_machines", ["limit": 1.5], "\"limit\" is not a whole number"),
            ("get_machine", [:], "MCP error -32602: Input validation error: Invalid arguments for tool get_machine"),
        ] as [(String, JSON, String)])
    func `what cannot be answered is told in a sentence`(tool: String, arguments: JSON, text: String) async throws {
        try await withEmulator { emulator in
            let failure = try await ControlSession(emulator).failure(of: tool, arguments)
            #expect(failure.hasPrefix(text), "\(failure)")
        }
    }

    @Test func `an agent reads an app's log page by page`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let session = try await ControlSession(emulator)
            let world = try await emulator.emulator.worlds.world("default")
            let line = LogLine(
                machine: MachineID(rawValue: machine.id), instanceID: "", region: Region(rawValue: "iad"),
                level: .warn, message: "low on fuel")
            let next = try #require(try await session.call("read_logs", ["app": "demo"])["next"])
            try await world.logs.log([line], of: AppName(rawValue: "demo"))
            let page = try await session.call("read_logs", ["app": "demo", "after": next])
            #expect(page["lines"]?.arrayValue?.map { $0["message"]?.stringValue } == ["low on fuel"])
            #expect(page["lines"]?[0]?["level"] == "warn")
            #expect(page["lines"]?[0]?["machine"] == .string(machine.id))
        }
    }

    // MARK: - Worlds

    @Test func `a session means the world of its token, and any other by its name`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.inWorld("alice").makeApp("hers")
            _ = try await emulator.makeApp("ours")
            let session = try await ControlSession(emulator.inWorld("alice"))
            #expect(try await session.call("list_apps")["apps"]?[0]?["name"] == "hers")
            let other = try await session.call("list_apps", ["world": "default"])
            #expect(other["apps"]?[0]?["name"] == "ours")
        }
    }

    @Test func `an agent makes, copies, empties and deletes worlds`() async throws {
        try await withEmulator(Self.writing) { emulator in
            let session = try await ControlSession(emulator)
            #expect(try await session.call("create_world", ["name": "w"])["apps"] == 0)
            _ = try await emulator.inWorld("w").makeApp()
            #expect(try await session.call("fork_world", ["name": "w", "as": "copy"])["apps"] == 1)
            #expect(try await session.call("reset_world", ["name": "w"])["ok"] == true)
            #expect(try await session.call("list_apps", ["world": "w"])["apps"] == [])
            #expect(try await session.call("list_apps", ["world": "copy"])["apps"]?.arrayValue?.count == 1)
            #expect(try await session.call("delete_world", ["name": "copy"])["ok"] == true)
            #expect(try await session.failure(of: "create_world", ["name": "w"]).contains("exists already"))
            #expect(try await session.failure(of: "reset_world", ["name": "copy"]).contains("there is no world"))
        }
    }

    // MARK: - Time and machines

    @Test func `an agent moves a machine and the time it takes`() async throws {
        try await withEmulator(Self.writing) { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine(TestConfig.served())
            let session = try await ControlSession(emulator)
            let id: JSON = ["machine": .string(machine.id)]
            #expect(try await session.call("start_machine", id)["state"] == "starting")
            let fired = try await session.call("advance_clock", ["until": "idle"])
            #expect(fired["fired"]?[0]?["machine"] == .string(machine.id))
            #expect(fired["fired"]?[0]?["to"] == "started")
            #expect(try await session.call("suspend_machine", id)["state"] == "suspending")
            #expect(try await session.call("step_clock")["fired"]?[0]?["to"] == "suspended")
            _ = try await session.call("start_machine", id)
            _ = try await session.call("step_clock")
            #expect(try await session.call("stop_machine", id)["state"] == "stopping")
            #expect(try await session.failure(of: "exit_machine", id).contains("only a started machine"))
            #expect(try await session.failure(of: "advance_clock").contains("exactly one of"))
            let clock = try await session.call("set_clock", ["mode": "running", "speed": 2])
            #expect(clock["mode"] == "running")
            #expect(clock["speed"] == 2)
        }
    }

    @Test func `an agent breaks what a machine stands on`() async throws {
        try await withEmulator(Self.writing) { emulator in
            var config = TestConfig.served().objectValue ?? [:]
            config["checks"] = ["up": ["type": "tcp", "port": 8080, "interval": "15s", "timeout": "2s"]]
            let machine = try await emulator.makeApp().makeStartedMachine(.object(config))
            let session = try await ControlSession(emulator)
            let check: JSON = ["machine": .string(machine.id), "check": "up", "status": "critical", "output": "down"]
            #expect(try await session.call("set_check", check)["ok"] == true)
            #expect(try await machine.document["checks"]?[0]?["output"] == "down")
            let free: JSON = ["machine": .string(machine.id), "check": "up"]
            #expect(try await session.call("set_check", free)["ok"] == true)
            #expect(try await machine.document["checks"]?[0]?["output"] != "down")
            let unknown: JSON = ["machine": .string(machine.id), "check": "nope", "status": "critical"]
            #expect(try await session.failure(of: "set_check", unknown).contains("nope"))
            let host: JSON = ["machine": .string(machine.id), "status": "unreachable"]
            #expect(try await session.call("set_host", host)["ok"] == true)
            let shown = try await session.call("get_machine", ["machine": .string(machine.id)])
            #expect(shown["host_status"] == "unreachable")
            let exit: JSON = ["machine": .string(machine.id), "exit_code": 3]
            _ = try await session.call("exit_machine", exit)
            #expect(try await machine.events.contains { $0.hasPrefix("exit") })
        }
    }

    // MARK: - Who may

    @Test func `a page of another site may not use the tools`() async throws {
        try await withEmulator { emulator in
            var headers = HTTPFields()
            headers[.origin] = "https://evil.example"
            let answer = try await emulator.post(path, [:], headers: headers)
            #expect(answer.code == 403)
        }
    }

    @Test func `a session that has ended is gone`() async throws {
        try await withEmulator { emulator in
            let session = try await ControlSession(emulator)
            #expect(try await emulator.delete(path, headers: session.headers).code == 200)
            let body: JSON = ["jsonrpc": "2.0", "id": 1, "method": "tools/list"]
            let answer = try await emulator.post(path, body, headers: session.headers)
            #expect(answer.code == 404)
        }
    }
}

/// A client's session with the control tools.
private struct ControlSession {
    let emulator: TestEmulator
    let headers: HTTPFields

    init(_ emulator: TestEmulator) async throws {
        var headers = HTTPFields()
        headers[.accept] = "application/json, text/event-stream"
        let greeting: JSON = [
            "jsonrpc": "2.0", "id": 0, "method": "initialize",
            "params": [
                "protocolVersion": "2025-06-18", "capabilities": [:], "clientInfo": ["name": "test", "version": "1"],
            ],
        ]
        let answer = try await emulator.post(path, greeting, headers: headers)
        #expect(answer.code == 200, "\(answer.text)")
        #expect(try answer.json["result"]?["serverInfo"]?["name"] == "windtunnel")
        let session: String = try #require(answer.header("mcp-session-id"))
        headers[.session] = session
        self.emulator = emulator
        self.headers = headers
        let ready: JSON = ["jsonrpc": "2.0", "method": "notifications/initialized"]
        #expect(try await emulator.post(path, ready, headers: headers).code == 202)
    }

    func tools() async throws -> [JSON] {
        try #require(try await ask("tools/list", nil)["tools"]?.arrayValue)
    }

    /// The structured answer of a tool that succeeds; its text says the same, and its schema holds.
    func call(_ tool: String, _ arguments: JSON = [:]) async throws -> JSON {
        let result = try await ask("tools/call", ["name": .string(tool), "arguments": arguments])
        #expect(result["isError"] == nil, "\(tool): \(result.text)")
        let answer = try #require(result["structuredContent"])
        let text = try #require(result["content"]?[0]?["text"]?.stringValue)
        #expect(try JSON(parsing: text) == answer)
        let schema = try #require(try await tools().first { $0["name"] == .string(tool) }?["outputSchema"])
        #expect(Self.violations(of: answer, schema, at: tool).isEmpty)
        return answer
    }

    /// What a tool that fails says.
    func failure(of tool: String, _ arguments: JSON = [:]) async throws -> String {
        let result = try await ask("tools/call", ["name": .string(tool), "arguments": arguments])
        #expect(result["isError"] == true, "\(tool): \(result.text)")
        return try #require(result["content"]?[0]?["text"]?.stringValue)
    }

    private func ask(_ method: String, _ params: JSON?) async throws -> JSON {
        var message: JSONObject = ["jsonrpc": "2.0", "id": 1, "method": .string(method)]
        message["params"] = params
        let answer = try await emulator.post(path, .object(message), headers: headers)
        #expect(answer.code == 200, "\(answer.text)")
        return try #require(try answer.json["result"])
    }

    /// The part of JSON Schema that these tools use.
    private static func violations(of value: JSON, _ schema: JSON, at place: String) -> [String] {
        switch schema["type"]?.stringValue {
        case "object":
            guard let object = value.objectValue else { return ["\(place) is no object"] }
            let missing = (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue)
                .filter { object[$0] == nil }.map { "\(place).\($0) is missing" }
            let inside = (schema["properties"]?.objectValue ?? [:]).flatMap { property in
                object[property.key].map { violations(of: $0, property.value, at: "\(place).\(property.key)") } ?? []
            }
            return missing + inside
        case "array":
            guard let elements = value.arrayValue else { return ["\(place) is no array"] }
            return elements.flatMap { violations(of: $0, schema["items"] ?? [:], at: "\(place)[]") }
        case "string":
            let isListed = schema["enum"]?.arrayValue?.contains(value) ?? true
            return value.stringValue != nil && isListed ? [] : ["\(place) is \(value.text)"]
        case "number": return value.doubleValue == nil ? ["\(place) is no number"] : []
        case "boolean": return value.boolValue == nil ? ["\(place) is no boolean"] : []
        default: return []
        }
    }
}

extension HTTPField.Name {
    fileprivate static let origin = HTTPField.Name("Origin") ?? .from
    fileprivate static let session = HTTPField.Name("Mcp-Session-Id") ?? .from
}
