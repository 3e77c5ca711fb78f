import ArgumentParser
import FlyClient
import OrderedJSON

/// `windtunnel mcp tools`
struct MCPTools: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "tools", abstract: "List the tools of an app.")

    @Argument(help: "The app's name.")
    var app: String

    @OptionGroup var options: MCPOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let tools = try await options.withSession(app: app, connection, in: context) { session in
            var tools: [JSON] = []
            var cursor: String?
            repeat {
                let params: JSON? = cursor.map { ["cursor": .string($0)] }
                let page = try await session.request("tools/list", params: params)
                tools += page["tools"]?.arrayValue ?? []
                cursor = page["nextCursor"]?.stringValue
            } while cursor != nil
            return tools
        }
        context.render(Listing(tools.map(Tool.init)), as: output)
    }
}

/// A tool as a server describes it.
struct Tool: Tabular {
    static let columns = ["TOOL", "ARGUMENTS", "DESCRIPTION"]
    let document: JSON

    /// The name, the arguments (those that may be left out in brackets), the first sentence of the description.
    var cells: [String] {
        let schema = document["inputSchema"]
        let required = (schema?["required"]?.arrayValue ?? []).compactMap(\.stringValue)
        let names = schema?["properties"]?.objectValue?.keys ?? []
        let arguments = names.map { required.contains($0) ? $0 : "[\($0)]" }.joined(separator: " ")
        let description = document["description"]?.stringValue ?? ""
        var sentence = description.firstRange(of: ". ").map { String(description[..<$0.lowerBound]) } ?? description
        if sentence.hasSuffix(".") { sentence.removeLast() }
        return [document["name"]?.stringValue ?? "", arguments, sentence]
    }
}
