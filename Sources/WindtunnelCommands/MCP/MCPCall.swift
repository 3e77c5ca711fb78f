import ArgumentParser
import FlyClient
import OrderedJSON

/// `windtunnel mcp call`
struct MCPCall: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Call a tool and print what it answers.",
        discussion: """
            Example: windtunnel mcp call my-app list_directory path=/data

            EXIT CODES: 0 the tool answered, 1 it answered with an error or was refused, 2 wrong usage, 3 no answer.
            """)

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The tool's name.")
    var tool: String

    @Argument(help: ArgumentHelp("Its arguments: KEY=TEXT or KEY:=JSON.", valueName: "key=value"))
    var arguments: [ToolArgument] = []

    @OptionGroup var options: MCPOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let values = JSON.object(JSONObject(arguments.map { ($0.key, $0.value) }))
        let result = try await options.withSession(app: app, connection, in: context) { session in
            try await session.request("tools/call", params: ["name": .string(tool), "arguments": values])
        }
        context.render(ToolResult(document: result), as: output)
        if result["isError"]?.boolValue == true {
            throw CommandFailure.refused("the tool \(tool) answered with an error")
        }
    }
}

/// What a tool answered: its texts, one after the other; other content as JSON.
struct ToolResult: Presentable {
    let document: JSON

    var text: String {
        let content = document["content"]?.arrayValue ?? []
        if content.isEmpty { return (document["structuredContent"] ?? document).prettyText }
        return content.map { $0["text"]?.stringValue ?? $0.prettyText }.joined(separator: "\n")
    }
}
