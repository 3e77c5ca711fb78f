import ArgumentParser
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
        let tools = try await options.withSession(app: app, connection, in: context) { try await $0.tools() }
        context.render(Listing(tools), as: output)
    }
}

/// A tool as a server describes it.
struct Tool: Tabular {
    static let columns = ["TOOL", "ARGUMENTS", "DESCRIPTION"]
    let document: JSON

    var name: String { document["name"]?.stringValue ?? "" }
    var input: ArgumentSchema { ArgumentSchema(document["inputSchema"] ?? [:]) }

    /// The name, the arguments (those that may be left out in brackets), the first sentence of the description.
    var cells: [String] {
        let arguments = input.names.map { input.requires($0) ? $0 : "[\($0)]" }.joined(separator: " ")
        let description = document["description"]?.stringValue ?? ""
        let line = description.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        var sentence = line.firstRange(of: ". ").map { String(line[..<$0.lowerBound]) } ?? line
        if sentence.hasSuffix(".") { sentence.removeLast() }
        return [name, arguments, sentence]
    }
}
