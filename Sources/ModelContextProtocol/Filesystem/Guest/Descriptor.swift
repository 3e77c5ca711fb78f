import Glibc

/// An open file or folder of the host that closes itself. A class because the handle is shared by those who still need
/// it and must be closed exactly once, by the last of them.
final class Descriptor: Sendable {
    let number: Int32

    /// Takes over a number that the system handed out.
    private init(number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// What every opening asks for: never follow a link, never wait for the other end of a pipe, never become anybody's
    /// terminal, never leak into a child.
    private static let guarded = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC

    /// Opens a folder by its path on the host.
    static func folder(at path: String) throws(Errno) -> Descriptor {
        // The host's own path may lead through links; only what lies inside the volume is under suspicion.
        try Descriptor(number: Errno.check(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)))
    }

    /// Opens a folder inside this one; `ENOTDIR` or `ELOOP` when the name is a link or no folder.
    func folder(_ name: String) throws(Errno) -> Descriptor {
        try Descriptor(number: Errno.check(openat(number, name, O_RDONLY | O_DIRECTORY | Self.guarded)))
    }

    /// Opens a file inside this folder for reading.
    func file(_ name: String) throws(Errno) -> Descriptor {
        try Descriptor(number: Errno.check(openat(number, name, O_RDONLY | Self.guarded)))
    }

    /// Makes a file inside this folder that was not there before.
    func newFile(_ name: String) throws(Errno) -> Descriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL | Self.guarded
        return try Descriptor(number: Errno.check(openat(number, name, flags, 0o644)))
    }

    func makeFolder(_ name: String) throws(Errno) {
        try Errno.check(mkdirat(number, name, 0o755))
    }

    func remove(_ name: String) throws(Errno) {
        try Errno.check(unlinkat(number, name, 0))
    }

    /// Renames within or between folders; what bears the new name already is replaced. Links are moved, not followed.
    func rename(_ name: String, to folder: Descriptor, as newName: String) throws(Errno) {
        try Errno.check(renameat(number, name, folder.number, newName))
    }

    /// Of the thing with this name itself, not of what a link points at.
    func status(of name: String) throws(Errno) -> FileStatus {
        var status = stat()
        try Errno.check(fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW))
        return FileStatus(status)
    }

    func status() throws(Errno) -> FileStatus {
        var status = stat()
        try Errno.check(fstat(number, &status))
        return FileStatus(status)
    }

    func linkTarget(of name: String) throws(Errno) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlinkat(number, name, &buffer, buffer.count)
        try Errno.check(Int32(length))
        return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
