import ArgumentParser
import FlyClient
import OrderedJSON

/// `windtunnel mcp call`
struct MCPCall: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Call a tool and print what it answers.",
        discussion: """
            Example: windtunnel mcp call my-app read_text_file path=/data/log.txt tail=10

            The tool's schema says what a value is: where it takes numbers, true or false, lists or objects, the text \
            is read as JSON. KEY:=JSON sends the JSON whatever the schema says.

            EXIT CODES: 0 the tool answered, 1 it answered with an error or was refused, 2 wrong usage, 3 no answer.
            """)

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The tool's name.")
    var tool: String

    @Argument(help: ArgumentHelp("Its arguments: KEY=VALUE or KEY:=JSON.", valueName: "key=value"))
    var arguments: [ToolArgument] = []

    @OptionGroup var options: MCPOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let (tool, arguments) = (tool, arguments)
        let answer = try await options.withSession(app: app, connection, in: context) { session in
            let tools = try await session.tools()
            // A server may have tools that it does not list: what is not there is sent as it was written.
            let schema = tools.first { $0.name == tool }?.input ?? ArgumentSchema([:])
            var values = JSONObject()
            for argument in arguments { values[argument.key] = try argument.json(by: schema) }
            let params: JSON = ["name": .string(tool), "arguments": .object(values)]
            return (result: try await session.request("tools/call", params: params), known: tools.map(\.name))
        }
        context.render(ToolAnswer(document: answer.result), as: output)
        guard answer.result["isError"]?.boolValue == true else { return }
        guard answer.known.contains(tool) else {
            throw CommandFailure.refused(
                "the server does not list a tool \(tool), it has: \(answer.known.joined(separator: ", "))")
        }
        throw CommandFailure.refused("the tool \(tool) answered with an error")
    }
}

/// What a tool answered: its texts, one after the other; other content as JSON.
struct ToolAnswer: Presentable {
    let document: JSON

    var text: String {
        let content = document["content"]?.arrayValue ?? []
        if content.isEmpty { return (document["structuredContent"] ?? document).prettyText }
        return content.map { $0["text"]?.stringValue ?? $0.prettyText }.joined(separator: "\n")
    }
}
