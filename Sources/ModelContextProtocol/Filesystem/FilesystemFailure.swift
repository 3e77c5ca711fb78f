/// What goes wrong in a filesystem tool; the description is the text the client sees, with guest paths only.
enum FilesystemFailure: Error, Hashable, CustomStringConvertible {
    /// The path's text leads outside every root.
    case outsideRoots(GuestPath, roots: [GuestPath])
    /// A link leads outside.
    case linkOutsideRoots(GuestPath, roots: [GuestPath])
    case noParent(GuestPath)
    /// A system call on a path failed; `call` is Node's name for it, `destination` the second path of a rename.
    case system(Errno, call: String, path: GuestPath?, destination: GuestPath? = nil)
    case notRegularFile(GuestPath)
    /// Sizes in bytes.
    case tooLarge(Int, limit: Int)
    case headAndTail
    case noMatch(oldText: String)

    var description: String {
        switch self {
        case .outsideRoots(let path, let roots):
            "Access denied - path outside allowed directories: \(path.text) not in \(Self.list(roots))"
        case .linkOutsideRoots(let path, let roots):
            "Access denied - symlink target outside allowed directories: \(path.text) not in \(Self.list(roots))"
        case .noParent(let path): "Parent directory does not exist: \(path.text)"
        case .system(let errno, let call, let path, let destination):
            errno.nodeText + ", " + call + (path.map { " '\($0.text)'" } ?? "")
                + (destination.map { " -> '\($0.text)'" } ?? "")
        case .notRegularFile(let path): "Not a regular file: \(path.text)"
        case .tooLarge(let size, let limit): "File size (\(size)) is greater than \(limit) bytes"
        case .headAndTail: "Cannot specify both head and tail parameters simultaneously"
        case .noMatch(let oldText): "Could not find exact match for edit:\n\(oldText)"
        }
    }

    private static func list(_ roots: [GuestPath]) -> String {
        roots.map(\.text).joined(separator: ", ")
    }
}
