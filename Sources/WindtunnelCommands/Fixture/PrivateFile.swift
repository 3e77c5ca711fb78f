import Glibc

/// A file that a command writes for its user alone.
struct PrivateFile: Sendable {
    /// As it was given; `-` is standard output.
    private let path: String
    private let full: String
    private let overwrites: Bool

    /// - Throws: when the file exists and is not to be overwritten, so that nothing is done in vain.
    init(_ path: String, overwrites: Bool, in context: CommandContext) throws(CommandFailure) {
        self.path = path
        self.overwrites = overwrites
        full = context.path(path)
        if path != "-", !overwrites, !isDevice, access(full, F_OK) == 0 { throw existing }
    }

    /// Whether there is something that is written to, but cannot be replaced: a terminal, a pipe, `/dev/null`.
    private var isDevice: Bool {
        var status = stat()
        return stat(full, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// As messages name it.
    var name: String { path == "-" ? "standard output" : path }

    private var existing: CommandFailure { .usage("\(path) exists; --force overwrites it") }

    /// Writes all of it or nothing: the file comes into being, or is replaced, when it is whole.
    func write(_ bytes: [UInt8], in context: CommandContext) throws(CommandFailure) {
        guard path != "-" else { return context.terminal.raw(bytes) }
        guard !isDevice else { return try writeToDevice(bytes) }
        var template = Array("\(full).XXXXXX".utf8CString)
        // Made with mode 0600.
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure }
        let draft = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(draft) }
        let isWritten = Self.write(bytes, to: descriptor)
        guard close(descriptor) == 0, isWritten else { throw failure }
        guard overwrites else {
            // Unlike a rename, a link fails when somebody was quicker.
            guard link(draft, full) == 0 else { throw errno == EEXIST ? existing : failure }
            return
        }
        guard rename(draft, full) == 0 else { throw failure }
    }

    private func writeToDevice(_ bytes: [UInt8]) throws(CommandFailure) {
        let descriptor = open(full, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure }
        defer { close(descriptor) }
        guard Self.write(bytes, to: descriptor) else { throw failure }
    }

    private var failure: CommandFailure { .usage("cannot write \(path): \(String(cString: strerror(errno)))") }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
