import ArgumentParser

/// `windtunnel mcp`
struct MCPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "Use the tools of an MCP server that runs in an app.",
        subcommands: [MCPCall.self, MCPProxy.self, MCPTools.self]
    )
}
