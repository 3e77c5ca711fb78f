import ModelContextProtocol
import OrderedJSON
import Simulation

extension ControlTools {
    private static let world: [ToolSchema.Property] = [
        .init("name", .string), .init("apps", .number), .init("machines", .number), .init("created_at", .string),
    ]

    var worldReaders: [Tool] {
        [
            tool(
                "list_worlds", "List worlds",
                """
                The worlds of this emulator. A world is a whole of its own, with apps, machines and a clock; the token \
                of an API request names it.
                """, gives: [.init("worlds", .array(.object(Self.world)))], .reads
            ) { _ in
                ["worlds": .array(try await WorldRoutes.documents(of: worlds))]
            }
        ]
    }

    var worldWriters: [Tool] {
        [
            tool(
                "create_world", "Create a world", "Makes an empty world.", takes: [Self.name], gives: Self.world,
                .changes
            ) { body in
                try await WorldRoutes.make(try body.requiredText("name"), in: worlds)
            },
            tool(
                "fork_world", "Copy a world",
                "Copies a world with all that is in it, to try something out on the copy.",
                takes: [Self.name, .init("as", .string, description: "The copy's name")], gives: Self.world, .changes
            ) { body in
                try await WorldRoutes.fork(try body.requiredText("name"), as: try body.requiredText("as"), in: worlds)
            },
            tool(
                "reset_world", "Empty a world", "Removes everything from a world and starts its clock anew.",
                takes: [Self.name], gives: Self.done, .destroys
            ) { body in
                let name = try body.requiredText("name")
                try await WorldRoutes.naming { try await worlds.reset(name) }
                return ["ok": true]
            },
            tool(
                "delete_world", "Delete a world", "Removes a world with everything in it.", takes: [Self.name],
                gives: Self.done, .destroys
            ) { body in
                let name = try body.requiredText("name")
                try await WorldRoutes.naming { try await worlds.delete(name) }
                return ["ok": true]
            },
        ]
    }
}
