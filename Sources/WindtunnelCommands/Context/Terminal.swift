import Dispatch
import Glibc

/// Where a command's text goes, data to one stream and talk to the other; and where it comes from.
struct Terminal: Sendable {
    /// Writes data.
    let out: @Sendable (String) -> Void
    /// Writes everything that is no data: confirmations, advice, failures.
    let err: @Sendable (String) -> Void
    /// Writes data that may end amid a character.
    let raw: @Sendable ([UInt8]) -> Void
    /// The next piece of what comes in, of 32 KiB at most; nil at its end, and when the task is cancelled.
    let input: @Sendable () async -> [UInt8]?

    /// The process's own streams.
    static let standard = Terminal(
        out: { write(Array($0.utf8), to: STDOUT_FILENO) },
        err: { write(Array($0.utf8), to: STDERR_FILENO) },
        raw: { write($0, to: STDOUT_FILENO) },
        input: { await readInput() }
    )

    /// Past the C library's buffers, so that nothing is lost or reordered when the process ends.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            // A reader that has gone away wants no more.
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }

    /// Reading blocks, so it has a thread of its own. Nobody waits for that thread once the task is cancelled: the
    /// process ends with it.
    private static func readInput() async -> [UInt8]? {
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        DispatchQueue.global().async {
            var buffer = [UInt8](repeating: 0, count: 32 << 10)
            var count = -1
            repeat {
                count = buffer.withUnsafeMutableBytes { Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
            } while count < 0 && errno == EINTR
            if count > 0 { continuation.yield(Array(buffer.prefix(count))) }
            continuation.finish()
        }
        return await pieces.first { _ in true }
    }
}
