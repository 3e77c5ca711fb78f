import FlyAPI
import HTTPTypes
import MachineRules
import ModelContextProtocol
import OrderedJSON
import Persistence
import Simulation

extension ControlTools {
    static let machine = ToolSchema.Property("machine", .string, description: "The machine's id")

    private static let summary: [ToolSchema.Property] = [
        .init("id", .string), .init("app", .string), .init("name", .string), .init("state", .string),
        .init("region", .string), .init("image", .string, .optional), .init("cordoned", .boolean),
        .init("host_status", .string), .init("updated_at", .string),
    ]

    private static let detail: [ToolSchema.Property] =
        [
            .init("id", .string), .init("app", .string), .init("state", .string), .init("boots", .number),
            .init("restart_count", .number), .init("socket", .string, .optional),
            .init("pending", .array(.object([.init("to", .string), .init("due", .string)]))),
            .init("name", .string), .init("region", .string), .init("instance_id", .string),
            .init("host_status", .string), .init("cordoned", .boolean), .init("config", .record),
        ]

    private static let event: [ToolSchema.Property] = [
        .init("id", .string), .init("type", .string), .init("status", .string), .init("source", .string),
        .init("at", .string), .init("request", .record, .optional),
    ]

    var machineReaders: [Tool] {
        [
            tool(
                "list_machines", "List machines",
                "The machines of a world or of one app that are not destroyed. `total` counts those left out, too.",
                takes: [
                    .init("app", .string, .optional, description: "Only this app's"),
                    .init(
                        "state", .oneOf(MachineState.allCases.map(\.rawValue)), .optional,
                        description: "Only those in this state"),
                    .init("limit", .number, .default(100), description: "How many at most"),
                ], gives: [.init("machines", .array(.object(Self.summary))), .init("total", .number)], .reads
            ) { world, body in
                let machines = try await Self.machines(of: try body.text("app"), in: world)
                    .filter { [state = try body.text("state")] in state == nil || $0.state.rawValue == state }
                let shown = machines.prefix(max(0, try body.int("limit") ?? 100))
                return ["machines": .array(shown.map(Self.summary)), "total": .int(machines.count)]
            },
            tool(
                "get_machine", "Show a machine",
                """
                Everything about one machine, what the API hides included: the step it takes next and when, how often \
                it has booted, its unix socket.
                """, takes: [Self.machine], gives: Self.detail, .reads
            ) { world, body in
                let machine = try await Self.machine(try body.requiredText("machine"), in: world)
                var document =
                    try await MachineControlRoutes.document(of: machine.id, in: world, sockets)
                    .objectValue ?? [:]
                document["name"] = .string(machine.name)
                document["region"] = .string(machine.region.rawValue)
                document["instance_id"] = .string(machine.instanceID)
                document["host_status"] = .string(machine.hostStatus.rawValue)
                document["cordoned"] = .bool(machine.cordoned)
                document["config"] = try JSON(parsing: machine.config)
                return .object(document)
            },
            tool(
                "list_machine_events", "List a machine's events", "What happened to a machine, newest first.",
                takes: [Self.machine, .init("limit", .number, .default(20), description: "How many at most")],
                gives: [.init("events", .array(.object(Self.event)))], .reads
            ) { world, body in
                let machine = try await Self.machine(try body.requiredText("machine"), in: world)
                let limit = max(0, try body.int("limit") ?? 20)
                let events = try await world.read { database, _ in
                    try EventRecord.newest(limit, of: machine.id, in: database).map(Self.document)
                }
                return ["events": .array(events)]
            },
        ]
    }

    /// The machine of this id in any app of the world, destroyed ones included.
    static func machine(_ id: String, in world: World) async throws -> MachineRecord {
        let found = try await world.read { database, _ in
            try MachineRecord.find(MachineID(rawValue: id), in: database)
        }
        guard let found else {
            throw ControlFailure(
                .notFound, "there is no machine \(id) in world \"\(world.name)\"", hint: "list_machines names them")
        }
        return found
    }

    private static func machines(of app: String?, in world: World) async throws -> [MachineRecord] {
        try await world.read { database, _ in
            let apps = try app.map { [AppName(rawValue: $0)] } ?? AppRecord.all(of: nil, in: database).map(\.name)
            return try apps.flatMap { name in
                guard try AppRecord.exists(name, in: database) else {
                    throw ControlFailure(
                        .notFound, "there is no app \(name) in world \"\(world.name)\"", hint: "list_apps names them")
                }
                return try MachineRecord.all(of: name, includingDestroyed: false, in: database)
            }
        }
    }

    private static func summary(_ machine: MachineRecord) -> JSON {
        let config = try? JSON(parsing: machine.config)  // A row that cannot be read has no image to show.
        return [
            "id": .string(machine.id.rawValue), "app": .string(machine.appName.rawValue),
            "name": .string(machine.name), "state": .string(machine.state.rawValue),
            "region": .string(machine.region.rawValue), "image": config?["image"] ?? .null,
            "cordoned": .bool(machine.cordoned), "host_status": .string(machine.hostStatus.rawValue),
            "updated_at": .string(machine.updatedAt.rfc3339Milliseconds),
        ]
    }

    private static func document(_ event: EventRecord) throws -> JSON {
        [
            "id": .string(event.id), "type": .string(event.type), "status": .string(event.status),
            "source": .string(event.source), "at": .string(event.timestamp.rfc3339Milliseconds),
            "request": try event.request.map { try JSON(parsing: $0) } ?? .null,
        ]
    }
}
