import FlyAPI
import ModelContextProtocol
import OrderedJSON

extension ControlTools {
    private static let route: [ToolSchema.Property] = [
        .init("method", .string), .init("path", .string), .init("status", .string), .init("basis", .string),
        .init("note", .string),
    ]

    var emulatorReaders: [Tool] {
        [
            tool(
                "get_limits", "Show rate limits", "How many requests of a world were more than the rate limits allow.",
                gives: [
                    .init("mode", .oneOf(["off", "shadow", "enforce"])), .init("refused", .number),
                    .init("would_refuse", .number),
                ], .reads
            ) { world, _ in
                LimitRoutes.document(of: world, limiter)
            },
            tool(
                "get_coverage", "Show what is emulated",
                "Routes of the real service and how much of each is there, with what it is based on.",
                takes: [
                    .init("path", .string, .optional, description: "Only routes with this in their path"),
                    .init("status", .oneOf(["full", "partial", "unimplemented"]), .optional),
                ], gives: [.init("routes", .array(.object(Self.route)))], .reads
            ) { body in
                let (path, status) = (try body.text("path"), try body.text("status"))
                let routes = (coverage["routes"]?.arrayValue ?? []).filter { route in
                    (path.map { route["path"]?.stringValue?.contains($0) ?? false } ?? true)
                        && (status == nil || route["status"]?.stringValue == status)
                }
                return ["routes": .array(routes)]
            },
        ]
    }
}
