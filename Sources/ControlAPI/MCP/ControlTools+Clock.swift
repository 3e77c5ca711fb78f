import MachineRules
import ModelContextProtocol
import OrderedJSON
import Persistence
import Simulation

extension ControlTools {
    private static let clock: [ToolSchema.Property] = [
        .init("now", .string), .init("mode", .oneOf(["running", "frozen"])), .init("speed", .number),
        .init("stepping", .oneOf(["auto", "immediate", "stepped"])), .init("pending", .number),
    ]

    private static let fired: [ToolSchema.Property] = [
        .init("now", .string),
        .init(
            "fired",
            .array(
                .object([
                    .init("at", .string), .init("kind", .string), .init("app", .string),
                    .init("machine", .string, .optional), .init("volume", .string, .optional), .init("from", .string),
                    .init("to", .string), .init("cause", .string),
                ]))),
    ]

    private static let pending: [ToolSchema.Property] = [
        .init("due", .string), .init("kind", .string), .init("app", .string), .init("subject", .string),
        .init("to", .string, .optional), .init("cause", .string, .optional), .init("background", .boolean),
    ]

    var clockReaders: [Tool] {
        [
            tool("get_clock", "Show the clock", "A world's time and how it runs.", gives: Self.clock, .reads) {
                world, _ in
                try await ClockRoutes.document(of: world)
            },
            tool(
                "list_pending", "List what is pending",
                """
                What happens in a world by itself, earliest first: steps of machines, volumes and snapshots. What goes \
                on in the background, such as daily snapshots, does not keep a world from being idle.
                """, takes: [.init("limit", .number, .default(50), description: "How many at most")],
                gives: [.init("pending", .array(.object(Self.pending)))], .reads
            ) { world, body in
                let limit = max(0, try body.int("limit") ?? 50)
                let work = try await world.read { database, _ in try DueWork.next(limit: limit, in: database) }
                return ["pending": .array(work.map(Self.document))]
            },
        ]
    }

    var clockWriters: [Tool] {
        [
            tool(
                "set_clock", "Set the clock", "Sets a world's time, or how it runs.",
                takes: [
                    .init("mode", .oneOf(["running", "frozen"]), .optional),
                    .init("speed", .number, .optional, description: "World seconds per second"),
                    .init("now", .string, .optional, description: "A time as in RFC 3339; nothing that is due fires"),
                    .init(
                        "stepping", .oneOf(["auto", "immediate", "stepped"]), .optional,
                        description: "How steps come about: by the clock, without taking time, or one by one by hand"),
                ], gives: Self.clock, .changes
            ) { world, body in
                try await ClockRoutes.change(world, body)
                return try await ClockRoutes.document(of: world)
            },
            tool(
                "advance_clock", "Move the clock on",
                "Moves a world's time on and tells what fell due on the way. Exactly one of the three is needed.",
                takes: [
                    .init("by", .string, .optional, description: "A duration such as 5m or 1.5s"),
                    .init("to", .string, .optional, description: "A time as in RFC 3339"),
                    .init(
                        "until", .oneOf(["idle"]), .optional,
                        description: "Until nothing but background work is pending"),
                ], gives: Self.fired, .changes
            ) { world, body in
                ClockRoutes.document(of: try await ClockRoutes.advance(world, body), in: world)
            },
            tool(
                "step_clock", "Complete the next step",
                "Completes what is pending next, whenever it is due; the clock stays where it is.",
                gives: Self.fired, .changes
            ) { world, _ in
                ClockRoutes.document(of: try await world.step(), in: world)
            },
        ]
    }

    private static func document(_ work: DueWork) -> JSON {
        switch work {
        case .step(let step):
            [
                "due": .string(step.due.rfc3339Milliseconds), "kind": .string(step.step.name),
                "app": .string(step.appName.rawValue), "subject": .string(step.machineID.rawValue),
                "to": .string(step.step.destination.rawValue), "cause": .string(step.cause), "background": false,
            ]
        case .timer(let timer):
            [
                "due": .string(timer.due.rfc3339Milliseconds), "kind": .string(timer.kind.rawValue),
                "app": .string(timer.appName.rawValue), "subject": .string(timer.subject),
                "background": .bool(timer.kind.isBackground),
            ]
        }
    }
}
