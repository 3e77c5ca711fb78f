import Glibc

/// An error number of the host's system calls.
struct Errno: Error, Hashable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    /// Passes a system call's result on, or throws what it left in `errno` when that is negative.
    @discardableResult
    static func check(_ result: Int32) throws(Errno) -> Int32 {
        guard result >= 0 else { throw Errno(errno) }
        return result
    }

    static let notFound = Errno(ENOENT)
    static let notDirectory = Errno(ENOTDIR)
    static let isDirectory = Errno(EISDIR)
    static let exists = Errno(EEXIST)
    static let tooManyLinks = Errno(ELOOP)
    static let nameTooLong = Errno(ENAMETOOLONG)
    static let crossDevice = Errno(EXDEV)
    static let busy = Errno(EBUSY)
}

extension Errno {
    /// Code and sentence as libuv has them, which is what Node programs show.
    var nodeText: String {
        switch number {
        case ENOENT: "ENOENT: no such file or directory"
        case ENOTDIR: "ENOTDIR: not a directory"
        case EISDIR: "EISDIR: illegal operation on a directory"
        case EEXIST: "EEXIST: file already exists"
        case EACCES: "EACCES: permission denied"
        case EPERM: "EPERM: operation not permitted"
        case ELOOP: "ELOOP: too many symbolic links encountered"
        case ENAMETOOLONG: "ENAMETOOLONG: name too long"
        case ENOTEMPTY: "ENOTEMPTY: directory not empty"
        case EXDEV: "EXDEV: cross-device link not permitted"
        case EBUSY: "EBUSY: resource busy or locked"
        case EINVAL: "EINVAL: invalid argument"
        case ENOSPC: "ENOSPC: no space left on device"
        case EROFS: "EROFS: read-only file system"
        case EFBIG: "EFBIG: file too large"
        case EMFILE: "EMFILE: too many open files"
        case ENFILE: "ENFILE: file table overflow"
        case ENXIO: "ENXIO: no such device or address"
        case EIO: "EIO: i/o error"
        default: "UNKNOWN: unknown error"
        }
    }
}
