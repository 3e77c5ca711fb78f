/// Cuts a stream of bytes that comes in pieces into lines: the standard input of a child behind wrap.
///
/// A line ends with `\n`; one `\r` before it is removed and blank lines are skipped. A line longer than the limit is
/// thrown away as a whole and counted, and reading goes on after it, which is how the TypeScript SDK's reader behaves.
package struct LineSplitter: Sendable {
    /// 10 MiB: the longest line that wrap and the TypeScript SDK take.
    package static let standardLimit = 10 * 1024 * 1024

    /// How many lines were too long.
    package private(set) var discardedLines = 0

    private let limit: Int
    private var partial: [UInt8] = []
    private var isDiscarding = false

    /// - Parameter limit: the longest line in bytes, without its end.
    package init(limit: Int = LineSplitter.standardLimit) {
        self.limit = limit
    }

    /// Takes the next piece.
    /// - Returns: the lines it completes, without their ends.
    package mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            extend(with: rest[..<end])
            if let line = takeLine() { lines.append(line) }
            rest = rest[(end + 1)...]
        }
        extend(with: rest)
        return lines
    }

    /// Says that a body has ended. Wrap adds the newline its sender left out, so a line under way is complete now.
    package mutating func finishBody() -> [UInt8]? {
        takeLine()
    }

    private mutating func extend(with bytes: ArraySlice<UInt8>) {
        guard !isDiscarding, !bytes.isEmpty else { return }
        // One more than the limit, for the carriage return that is not part of the line.
        guard partial.count + bytes.count <= limit + 1 else {
            isDiscarding = true
            partial = []
            return
        }
        partial.append(contentsOf: bytes)
    }

    private mutating func takeLine() -> [UInt8]? {
        defer {
            partial = []
            isDiscarding = false
        }
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        if isDiscarding || partial.count > limit {
            discardedLines += 1
            return nil
        }
        return partial.isEmpty ? nil : partial
    }
}
