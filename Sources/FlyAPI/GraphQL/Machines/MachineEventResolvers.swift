import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// What happened to a machine (reference/graphql.md, section 5.1), the newest first, as over REST. A kind without a
/// type of its own is a `MachineEventGeneric`.
enum MachineEventResolvers {
    /// More than any machine keeps.
    private static let most = 10_000
    private static let types = [
        "start": "MachineEventStart", "exit": "MachineEventExit", "destroy": "MachineEventDestroy",
    ]

    static func add(to resolvers: inout FlyResolvers) {
        resolvers.set("Machine.events", on: MachineRecord.self) { machine, call in
            let kind = call.text("kind")
            let events = try await call.world.read { database, _ in
                try EventRecord.newest(most, of: machine.id, in: database)
            }
            let nodes = try events.filter { kind == nil || $0.type == kind }.map {
                ResolvedValue.json(try document(of: $0))
            }
            return Connection.page(nodes, call)
        }
    }

    private static func document(of event: EventRecord) throws -> JSON {
        let request = try event.request.map { try JSON(parsing: $0) } ?? .null
        let exit = request["exit_event"] ?? .null
        return [
            "__typename": .string(types[event.type] ?? "MachineEventGeneric"), "id": .string(event.id),
            "kind": .string(event.type), "timestamp": .string(event.timestamp.rfc3339),
            // These are an exit's alone.
            "exitCode": exit["exit_code"] ?? 0, "oomKilled": exit["oom_killed"] ?? false,
            "requestedStop": exit["requested_stop"] ?? false, "metadata": request.isNull ? [:] : request,
        ]
    }
}
