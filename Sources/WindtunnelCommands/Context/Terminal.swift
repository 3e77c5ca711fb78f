import Glibc

/// Where a command's text goes: data to one stream, talk to the other.
struct Terminal: Sendable {
    /// Writes data.
    let out: @Sendable (String) -> Void
    /// Writes everything that is no data: confirmations, advice, failures.
    let err: @Sendable (String) -> Void

    /// The process's own streams.
    static let standard = Terminal(
        out: { write($0, to: STDOUT_FILENO) },
        err: { write($0, to: STDERR_FILENO) }
    )

    /// Past the C library's buffers, so that nothing is lost or reordered when the process ends.
    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            // A reader that has gone away wants no more.
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
