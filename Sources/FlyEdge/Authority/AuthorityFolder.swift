#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The folder that holds the authority's two files: made with mode 0700, its files replaced as a whole or not at all.
struct AuthorityFolder {
    let path: String

    static let certificate = "ca.pem"
    static let key = "ca-key.pem"

    /// Opens the folder, making it and what is missing above it.
    init(path: String) throws(AuthorityError) {
        self.path = path
        try Self.makeFolder(path)
    }

    func path(of name: String) -> String {
        path.hasSuffix("/") ? path + name : path + "/" + name
    }

    /// Runs `body` while no other process or thread does so for the same folder.
    ///
    /// The lock is on the folder itself, so it leaves no file behind, and the kernel drops it when its holder dies.
    func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("cannot open the folder", path) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw Self.failure("cannot lock the folder", path) }
        }
        return try body()
    }

    /// The text of a file, `nil` when there is none.
    func read(_ name: String) throws(AuthorityError) -> String? {
        let file = path(of: name)
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure("cannot read", file)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Self.retrying { Self.read(descriptor, into: &chunk) }
            guard count >= 0 else { throw Self.failure("cannot read", file) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Puts a file in place: written beside it with the final mode, synced, then renamed over it.
    func write(_ text: String, to name: String, mode: mode_t) throws(AuthorityError) {
        let file = path(of: name)
        let fresh = file + ".new"
        unlink(fresh)  // what a killed process may have left, whatever its mode
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Self.failure("cannot write", fresh) }
        let written = fchmod(descriptor, mode) == 0 && Self.write(text, to: descriptor) && fsync(descriptor) == 0
        let failure = Self.failure("cannot write", fresh)
        close(descriptor)
        guard written else {
            unlink(fresh)
            throw failure
        }
        guard rename(fresh, file) == 0 else { throw Self.failure("cannot write", file) }
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = retrying { rest.withUnsafeBytes { posixWrite(descriptor, $0.baseAddress, $0.count) } }
            guard count > 0 else { return false }
            rest.removeFirst(count)
        }
        return true
    }

    private static func read(_ descriptor: Int32, into chunk: inout [UInt8]) -> Int {
        chunk.withUnsafeMutableBytes { posixRead(descriptor, $0.baseAddress, $0.count) }
    }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    private static func makeFolder(_ path: String) throws(AuthorityError) {
        if mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST:
            return  // a file of that name is found out when the folder is locked
        case ENOENT:
            let parent = path.split(separator: "/", omittingEmptySubsequences: true).dropLast().joined(separator: "/")
            guard !parent.isEmpty else { throw failure("cannot make the folder", path) }
            try makeFolder(path.hasPrefix("/") ? "/" + parent : parent)
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("cannot make the folder", path) }
        default:
            throw failure("cannot make the folder", path)
        }
    }

    private static func failure(_ what: String, _ file: String) -> AuthorityError {
        AuthorityError("the certificate authority \(what) \(file): \(String(cString: strerror(errno)))")
    }
}

// The methods of the same names hide the system's functions inside the type.
private func posixRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}

private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
