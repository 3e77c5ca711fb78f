import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Worlds as wholes: list, make, fork, snapshot, restore, reset, delete.
enum WorldRoutes {
    private static let worlds = ControlRoutes.prefix + "/worlds"

    static func add(to table: inout RouteTable, worlds set: Worlds) {
        table.serve(.get, worlds, basis: .chosen) { _, _ in
            .json(["worlds": .array(try await documents(of: set))])
        }
        table.serve(.post, worlds, .partial, basis: .chosen, note: "seed and profile of one world are refused") {
            request, _ in
            let body = try await ControlBody(request, knownKeys: "name", "seed", "profile")
            guard !body.has("seed"), !body.has("profile") else {
                throw ControlFailure(.notImplemented, "a world's own seed and profile are not emulated yet")
            }
            let name = try body.requiredText("name")
            return .json(status: .created, try await make(name, in: set))
        }
        table.serve(.delete, worlds + "/{world}", basis: .chosen) { _, context in
            try await naming { try await set.delete(context.path("world")) }
            return Response(status: .noContent)
        }
        addCopies(to: &table, set)
    }

    private static func addCopies(to table: inout RouteTable, _ set: Worlds) {
        table.serve(.post, worlds + "/{world}/fork", basis: .chosen) { request, context in
            let copy = try await ControlBody(request, knownKeys: "name").requiredText("name")
            return .json(status: .created, try await fork(context.path("world"), as: copy, in: set))
        }
        table.serve(.post, worlds + "/{world}/reset", basis: .chosen) { _, context in
            try await naming { try await set.reset(context.path("world")) }
            return Response(status: .noContent)
        }
        table.serve(.get, worlds + "/{world}/snapshots", basis: .chosen) { _, context in
            let names = try await naming { try await set.snapshots(of: context.path("world")) }
            return .json(["snapshots": .array(names.map { ["name": .string($0)] })])
        }
        table.serve(.post, worlds + "/{world}/snapshots", basis: .chosen) { request, context in
            let name = try await ControlBody(request, knownKeys: "name").requiredText("name")
            try await naming { try await set.snapshot(context.path("world"), as: name) }
            return .json(status: .created, ["name": .string(name)])
        }
        table.serve(.post, worlds + "/{world}/restore", basis: .chosen) { request, context in
            let name = try await ControlBody(request, knownKeys: "snapshot").requiredText("snapshot")
            try await naming { try await set.restore(context.path("world"), from: name) }
            return Response(status: .noContent)
        }
    }

    static func documents(of set: Worlds) async throws -> [JSON] {
        var documents: [JSON] = []
        for name in await set.names() { documents.append(try await document(of: set.world(name))) }
        return documents
    }

    static func make(_ name: String, in set: Worlds) async throws -> JSON {
        try await document(of: naming { try await set.make(name) })
    }

    static func fork(_ name: String, as copy: String, in set: Worlds) async throws -> JSON {
        try await document(of: naming { try await set.fork(name, as: copy) })
    }

    private static func document(of world: World) async throws -> JSON {
        let (apps, machines, createdAt) = try await world.summary()
        return [
            "name": .string(world.name), "apps": .int(apps), "machines": .int(machines),
            "created_at": .string(createdAt.rfc3339),
        ]
    }

    /// Turns what can be wrong with a world's name into an answer with a hint.
    static func naming<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as WorldError {
            switch error {
            case .exists(let name):
                throw ControlFailure(
                    .conflict, "a world \"\(name)\" exists already", hint: "reset or delete it, or choose another name"
                )
            case .unknown(let name):
                throw ControlFailure(
                    .notFound, "there is no world \"\(name)\"", hint: "GET /_windtunnel/worlds lists them"
                )
            case .invalidName(let name):
                throw ControlFailure(
                    .badRequest, "\"\(name)\" is no name for a world or a snapshot",
                    hint: "letters, digits and dashes, beginning with a letter or a digit, 63 at most"
                )
            case .noSnapshot(let name, let world):
                throw ControlFailure(
                    .notFound, "world \"\(world)\" has no snapshot \"\(name)\"",
                    hint: "GET /_windtunnel/worlds/\(world)/snapshots lists them"
                )
            }
        }
    }
}
