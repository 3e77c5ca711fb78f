/// A thing that exists, found by walking to it: its real path in the guest, free of links, and a handle on where it is.
struct GuestEntry: Sendable {
    let path: GuestPath
    let status: FileStatus
    /// The folder itself, or the folder a file lies in.
    let folder: Descriptor

    var isDirectory: Bool { status.kind == .directory }
}

/// Why a walk did not arrive.
enum WalkFailure: Error, Hashable {
    case system(Errno)
    /// It led to where no volume is, by a link; what is there in a real guest, nobody here knows.
    case outside(GuestPath)
}
