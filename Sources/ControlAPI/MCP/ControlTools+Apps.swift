import HTTPTypes
import MachineRules
import ModelContextProtocol
import OrderedJSON
import Persistence
import Simulation

extension ControlTools {
    private static let app: [ToolSchema.Property] = [
        .init("name", .string), .init("organization", .string), .init("machines", .number),
        .init("volumes", .number), .init("created_at", .string),
    ]

    private static let line: [ToolSchema.Property] = [
        .init("at", .string), .init("machine", .string), .init("region", .string),
        .init("source", .oneOf(LogLine.Source.allCases.map(\.rawValue))),
        .init("level", .oneOf(LogLine.Level.allCases.map(\.rawValue))), .init("message", .string),
    ]

    var appReaders: [Tool] {
        [
            tool(
                "list_apps", "List apps", "The apps of a world, in the order they were made.",
                gives: [.init("apps", .array(.object(Self.app)))], .reads
            ) { world, _ in
                let apps = try await world.apps.list(of: nil).map { overview -> JSON in
                    [
                        "name": .string(overview.app.name.rawValue), "organization": .string(overview.app.orgSlug),
                        "machines": .int(overview.machineCount), "volumes": .int(overview.volumeCount),
                        "created_at": .string(overview.app.createdAt.rfc3339),
                    ]
                }
                return ["apps": .array(apps)]
            },
            tool(
                "read_logs", "Read an app's log",
                """
                What an app's machines said, and what was said of their lives, oldest first, a page at a time: the \
                newest lines, or those after an earlier call's `next`.
                """,
                takes: [
                    .init("app", .string, description: "The app's name"),
                    .init("machine", .string, .optional, description: "Only this machine's lines"),
                    .init("after", .string, .optional, description: "The `next` of an earlier call"),
                ], gives: [.init("lines", .array(.object(Self.line))), .init("next", .string)], .reads
            ) { world, body in
                let token = try body.text("after").map { text in
                    guard let token = LogsService.Token(text) else {
                        throw ControlFailure(.badRequest, "\"after\" is no \"next\" of an earlier call")
                    }
                    return token
                }
                let page = try await world.logs.read(
                    of: AppName(rawValue: try body.requiredText("app")), after: token,
                    LogRecord.Filter(instance: try body.text("machine")))
                return ["lines": .array(page.lines.map(Self.document)), "next": .string(page.next.text)]
            },
        ]
    }

    private static func document(_ record: LogRecord) -> JSON {
        [
            "at": .string(record.at.rfc3339Milliseconds), "machine": .string(record.line.machine.rawValue),
            "region": .string(record.line.region.rawValue), "source": .string(record.line.source.rawValue),
            "level": .string(record.line.level.rawValue), "message": .string(record.line.message),
        ]
    }
}
