/// Cuts a stream of bytes into lines, however the bytes are cut into pieces.
package struct LineSplitter: Sendable {
    private var pending: [UInt8] = []
    private let limit: Int

    /// - Parameter limit: how many bytes a line may have; the wrap server's own limit is 10 MiB.
    package init(limit: Int = 10 << 20) {
        self.limit = limit
    }

    /// A line came without an end for longer than the limit.
    package struct LineTooLong: Error, Sendable {
        package init() {}
    }

    /// Takes the next piece.
    /// - Returns: the lines that it completes, without their ends (`\n` or `\r\n`); empty lines are left out.
    package mutating func feed(_ bytes: some Sequence<UInt8>) throws(LineTooLong) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
                if !pending.isEmpty { lines.append(String(decoding: pending, as: UTF8.self)) }
                pending.removeAll(keepingCapacity: true)
            } else {
                guard pending.count < limit else { throw LineTooLong() }
                pending.append(byte)
            }
        }
        return lines
    }
}
