/// A tool server that runs inside this process instead of as a child.
package enum BuiltInToolServer: Sendable, Hashable {
    /// The filesystem server, with the folders of its command line as they were written.
    case filesystem(roots: [String])

    /// - Parameters:
    ///   - package: a package or program name without version.
    ///   - arguments: what follows it on the command line.
    package init?(package: String, arguments: [String]) {
        switch package {
        case "@modelcontextprotocol/server-filesystem", "mcp-server-filesystem":
            self = .filesystem(roots: arguments.filter { $0 != "--" })
        default: return nil
        }
    }
}
