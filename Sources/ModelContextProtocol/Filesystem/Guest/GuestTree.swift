/// The part of a guest's file system that is ours to serve: its mounts, and nothing between or beside them.
struct GuestTree: Sendable {
    let mounts: [FilesystemMount]

    /// The mount a path lies in: the one that stands deepest.
    func mount(of path: GuestPath) -> FilesystemMount? {
        mounts.filter { path.isWithin($0.guestPath) }.max {
            $0.guestPath.components.count < $1.guestPath.components.count
        }
    }

    /// Whether a mount stands at this path or below it, so that it cannot be moved.
    func hasMount(within path: GuestPath) -> Bool {
        mounts.contains { $0.guestPath.isWithin(path) }
    }

    /// Walks to a path, following links as the guest's kernel would.
    ///
    /// Every step opens one name in the folder the step before arrived in and refuses to follow a link; links are read
    /// and walked by their text, in the guest's name space. So the path in the result is the way that was taken: what
    /// is checked is what is open, however fast somebody swaps a folder for a link. (This is `openat2` with
    /// `RESOLVE_BENEATH` done by hand, with links to absolute guest paths allowed.)
    func walk(to path: GuestPath) throws(WalkFailure) -> GuestEntry {
        var walker = GuestWalker(tree: self, to: path)
        return try walker.arrive()
    }
}
