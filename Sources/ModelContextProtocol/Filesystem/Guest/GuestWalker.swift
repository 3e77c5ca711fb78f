/// One walk through a ``GuestTree``.
struct GuestWalker {
    private let tree: GuestTree
    /// The names still to go, the next one last.
    private var pending: [String]
    /// The way taken, without links.
    private var here: [String] = []
    /// The folder `here`; nil above the mounts.
    private var folder: Descriptor?
    /// As in Linux, forty links are followed and no more.
    private var linksLeft = 40
    /// Bounds what hostile links can cost: a link of a thousand `..` starts over a thousand times.
    private var stepsLeft = 50_000

    init(tree: GuestTree, to path: GuestPath) {
        self.tree = tree
        pending = path.components.reversed()
    }

    mutating func arrive() throws(WalkFailure) -> GuestEntry {
        try enterMount()
        while let name = pending.popLast() {
            stepsLeft -= 1
            guard stepsLeft > 0 else { throw .system(.tooManyLinks) }
            switch name {
            case "", ".": continue
            case "..": try startOver(at: here.dropLast())
            default:
                if let leaf = try step(into: name) { return leaf }
            }
        }
        guard let folder else { throw .outside(GuestPath(components: here)) }
        let status = try system { () throws(Errno) in try folder.status() }
        return GuestEntry(path: GuestPath(components: here), status: status, folder: folder)
    }

    /// Goes on into a folder, or replaces a link by its target, or returns the file that the walk ends at.
    private mutating func step(into name: String) throws(WalkFailure) -> GuestEntry? {
        // A system call would stop reading at the zero and open something else.
        guard !name.utf8.contains(0) else { throw .system(.notFound) }
        if folder == nil || isMountPoint(name) {
            here.append(name)
            try enterMount()
            return nil
        }
        guard let folder else { return nil }
        do throws(Errno) {
            self.folder = try folder.folder(name)
            here.append(name)
            return nil
        } catch .notDirectory, .tooManyLinks {
            // A file or a link; see below.
        } catch {
            throw .system(error)
        }
        let status = try system { () throws(Errno) in try folder.status(of: name) }
        switch status.kind {
        case .link:
            try useLink()
            let target = try system { () throws(Errno) in try folder.linkTarget(of: name) }
            pending.append(contentsOf: GuestPath.parts(of: target).reversed())
            if target.utf8.first == UInt8(ascii: "/") { try startOver(at: []) }
            return nil
        case .directory:
            // It was no folder a moment ago: somebody is swapping it. Look again, at the price of a link.
            try useLink()
            pending.append(name)
            return nil
        case .file, .special:
            guard pending.isEmpty else { throw .system(.notDirectory) }
            return GuestEntry(path: GuestPath(components: here + [name]), status: status, folder: folder)
        }
    }

    /// Compares depths first: on a long way down, making a path at each step would cost more than the step.
    private func isMountPoint(_ name: String) -> Bool {
        tree.mounts.contains { mount in
            mount.guestPath.components.count == here.count + 1
                && mount.guestPath == GuestPath(components: here + [name])
        }
    }

    /// Opens the mount that stands here, if one does. Where none does and none can follow, nothing of ours is left.
    private mutating func enterMount() throws(WalkFailure) {
        let path = GuestPath(components: here)
        if let mount = tree.mounts.last(where: { $0.guestPath == path }) {
            folder = try system { () throws(Errno) in try Descriptor.folder(at: mount.hostFolder) }
        } else if !tree.hasMount(within: path) {
            let rest = pending.reversed().joined(separator: "/")
            throw .outside(GuestPath(rest, from: path))
        }
    }

    /// Goes back to the top and walks to a folder whose way is known: the only safe way up, because the folder we are
    /// in may have been moved since.
    private mutating func startOver(at components: some BidirectionalCollection<String>) throws(WalkFailure) {
        pending.append(contentsOf: components.reversed())
        here = []
        folder = nil
        try enterMount()
    }

    private mutating func useLink() throws(WalkFailure) {
        linksLeft -= 1
        guard linksLeft >= 0 else { throw .system(.tooManyLinks) }
    }

    private func system<Value>(_ call: () throws(Errno) -> Value) throws(WalkFailure) -> Value {
        do throws(Errno) {
            return try call()
        } catch {
            throw .system(error)
        }
    }
}
