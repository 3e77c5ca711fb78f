import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `mcp`: these controls as the tools of an MCP server, over Streamable HTTP.
enum MCPRoutes {
    private static let path = ControlRoutes.prefix + "/mcp"
    private static let methods: [HTTPRequest.Method] = [.get, .post, .delete]

    /// - Parameter answer: answers every request of every session.
    static func add(to table: inout RouteTable, _ answer: @escaping RouteTable.Handler) {
        let note = "read-only without --mcp-control write; revisions 2024-11-05 to 2025-11-25"
        for method in methods { table.serve(method, path, basis: .chosen, note: note, answer) }
    }
}
