/// Who may go where: the tree, and the folders of it that the command line allows.
///
/// A request's path is checked twice, as the real server does: by its text, and by where the walk to it really ended.
struct FilesystemScope: Sendable {
    let tree: GuestTree
    /// In the order of the command line; a root reached through links is there under both its paths.
    let roots: [GuestPath]

    /// Linux' `PATH_MAX` without the final zero.
    private static let longestPath = 4095

    /// What a request's path stands for.
    enum Target: Sendable {
        case existing(GuestEntry)
        /// Nothing, or a link to nothing, in a folder that exists. `path` is the request's own, with links in it.
        case absent(path: GuestPath, folder: Descriptor)

        /// What errors and replies call it.
        var path: GuestPath {
            switch self {
            case .existing(let entry): entry.path
            case .absent(let path, _): path
            }
        }
    }

    /// Absolute, by its text alone: `~` is root's home, a relative path is tried under each root.
    func absolute(_ requested: String) -> GuestPath {
        if requested == "~" || requested.hasPrefix("~/") {
            return GuestPath(String(requested.dropFirst(2)), from: GuestPath("/root"))
        }
        guard requested.utf8.first != UInt8(ascii: "/") else { return GuestPath(requested) }
        let candidates = roots.map { GuestPath(requested, from: $0) }
        return candidates.first(where: isAllowed) ?? candidates.first ?? GuestPath(requested)
    }

    /// Finds what a path stands for.
    func target(_ requested: String) throws(FilesystemFailure) -> Target {
        let path = absolute(requested)
        // A path with a zero byte in it is nobody's.
        guard !requested.utf8.contains(0) else { throw .outsideRoots(path, roots: roots) }
        return try target(path)
    }

    func target(_ path: GuestPath) throws(FilesystemFailure) -> Target {
        guard isAllowed(path) else { throw .outsideRoots(path, roots: roots) }
        guard path.text.utf8.count <= Self.longestPath else {
            throw .system(.nameTooLong, call: "realpath", path: path)
        }
        do throws(WalkFailure) {
            let entry = try tree.walk(to: path)
            guard isAllowed(entry.path) else { throw .outside(entry.path) }
            return .existing(entry)
        } catch {
            switch error {
            case .outside(let end): throw .linkOutsideRoots(end, roots: roots)
            case .system(.notFound): return .absent(path: path, folder: try parent(of: path))
            case .system(let errno): throw .system(errno, call: "realpath", path: path)
            }
        }
    }

    /// Finds what must be there; `call` is what Node would have failed in when it is not.
    func entry(_ requested: String, call: String) throws(FilesystemFailure) -> GuestEntry {
        switch try target(requested) {
        case .existing(let entry): return entry
        case .absent(let path, _): throw .system(.notFound, call: call, path: path)
        }
    }

    /// The folder a real path lies in, for changing what it holds. The walk there must meet no link, since the path is
    /// said to have none; if it does, somebody put one there just now.
    func folder(holding path: GuestPath) throws(Errno) -> Descriptor {
        guard let entry = try? tree.walk(to: path.parent), entry.isDirectory, entry.path == path.parent,
            isAllowed(path)
        else { throw .notFound }
        return entry.folder
    }

    private func isAllowed(_ path: GuestPath) -> Bool {
        roots.contains { path.isWithin($0) }
    }

    /// The folder in which something new may be made. Whatever is wrong with it, the real server says the same.
    private func parent(of path: GuestPath) throws(FilesystemFailure) -> Descriptor {
        guard let entry = try? tree.walk(to: path.parent), entry.isDirectory, isAllowed(entry.path) else {
            throw .noParent(path.parent)
        }
        return entry.folder
    }
}
