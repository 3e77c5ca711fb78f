/// Cuts what a program prints into lines, as wrap reads its child's standard output (Go's `bufio.Scanner`): one `\r`
/// before the end is removed, an empty line is a line, and a line longer than the limit ends the reading for good.
package struct LineScanner: Sendable {
    /// Whether a line was too long; nothing is read after it.
    package private(set) var isBroken = false

    private let limit: Int
    private var partial: [UInt8] = []

    /// - Parameter limit: the longest line in bytes; 10 MiB from flyctl 0.3.135 on.
    package init(limit: Int = LineSplitter.standardLimit) {
        self.limit = limit
    }

    /// Takes the next piece.
    /// - Returns: the lines it completes, without their ends.
    package mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = piece[...]
        while !isBroken, let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            extend(with: rest[..<end])
            if !isBroken { lines.append(take()) }
            rest = rest[(end + 1)...]
        }
        if !isBroken { extend(with: rest) }
        return lines
    }

    /// The last line where the program ended without completing it.
    package mutating func finish() -> [UInt8]? {
        isBroken || partial.isEmpty ? nil : take()
    }

    private mutating func extend(with bytes: ArraySlice<UInt8>) {
        guard partial.count + bytes.count <= limit else {
            isBroken = true
            partial = []
            return
        }
        partial.append(contentsOf: bytes)
    }

    private mutating func take() -> [UInt8] {
        defer { partial = [] }
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        return partial
    }
}
