/// The built-in stand-in for `@modelcontextprotocol/server-filesystem`: fourteen tools over the volumes of a machine.
///
/// It does its file work on the thread that calls it. Roots that a client would offer (MCP `roots`) are not asked for:
/// behind wrap they would name folders of the client's machine, and the real server keeps its own when they do not
/// exist.
package struct FilesystemServer: Sendable {
    /// Speaks the protocol.
    package let tools: ToolServer
    /// A line for standard error about each folder of the command line that cannot be had.
    package let warnings: [String]
    /// What the tools may touch, as guest paths.
    package let allowedDirectories: [String]

    /// - Parameters:
    ///   - roots: the folders of the command line, guest paths as they were written. None at all is allowed; every path
    ///     is refused then.
    ///   - mounts: the volumes of the machine. A root that no mount is behind is inaccessible: the guest's own disk is
    ///     not emulated.
    ///   - readLimit: bytes of a file, or of several read together, that one call may return; 10 MiB as wrap's lines.
    /// - Throws: ``FilesystemStartError`` when there are roots and none is accessible.
    package init(
        roots: [String], mounts: [FilesystemMount], readLimit: Int = LineSplitter.standardLimit
    ) throws(FilesystemStartError) {
        let tree = GuestTree(mounts: mounts)
        var allowed: [GuestPath] = []
        var missing: [GuestPath] = []
        for root in roots {
            let path = FilesystemScope(tree: tree, roots: []).absolute(root)
            // Why it cannot be had does not matter; that it cannot be had is told.
            guard !root.utf8.contains(0), let entry = try? tree.walk(to: path), entry.isDirectory else {
                missing.append(path)
                continue
            }
            for candidate in [path, entry.path] where !allowed.contains(candidate) { allowed.append(candidate) }
        }
        guard !allowed.isEmpty || roots.isEmpty else { throw FilesystemStartError(folders: missing.map(\.text)) }
        warnings = missing.map { Self.warning(about: $0.text) }
        allowedDirectories = allowed.map(\.text)
        let scope = FilesystemScope(tree: tree, roots: allowed)
        tools = ToolServer(
            name: "secure-filesystem-server", version: "0.2.0",
            tools: FilesystemTools(scope: scope, readLimit: readLimit).all)
    }

    static func warning(about folder: String) -> String {
        "Warning: skipping \(folder), which is not an accessible directory"
    }
}
