import Glibc

/// What the file system says about a thing.
struct FileStatus: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case file
        case directory
        case link
        /// A pipe, socket or device.
        case special
    }

    let kind: Kind
    let size: Int
    /// All mode bits, the type's among them.
    let mode: UInt32
    /// Seconds since 1970. The birth time cannot be had through this C library, so the earlier of the times of change
    /// stands in for it: the same for a file nobody has touched since.
    let created: Int
    let modified: Int
    let accessed: Int

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .special
            }
        size = Int(status.st_size)
        mode = status.st_mode
        created = min(status.st_mtim.tv_sec, status.st_ctim.tv_sec)
        modified = status.st_mtim.tv_sec
        accessed = status.st_atim.tv_sec
    }
}
