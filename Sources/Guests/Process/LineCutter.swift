/// Cuts what a program writes into lines for people to read: a line longer than the limit is cut there, the rest of it
/// is thrown away, and reading goes on with the next one.
package struct LineCutter: Sendable {
    /// One line, without its end.
    package struct Line: Sendable, Hashable {
        package let bytes: [UInt8]
        /// How many bytes of it were thrown away.
        package let missing: Int
    }

    private let limit: Int
    private var partial: [UInt8] = []
    private var missing = 0

    /// - Parameter limit: the longest line in bytes.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next piece.
    /// - Returns: the lines it completes, empty ones included; a carriage return before the line's end is not part of it.
    package mutating func append(_ piece: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            extend(with: rest[..<end])
            lines.append(take())
            rest = rest[(end + 1)...]
        }
        extend(with: rest)
        return lines
    }

    /// The last line where the program ended without completing it.
    package mutating func finish() -> Line? {
        partial.isEmpty && missing == 0 ? nil : take()
    }

    private mutating func extend(with bytes: ArraySlice<UInt8>) {
        let room = limit - partial.count
        partial += bytes.prefix(room)
        missing += max(0, bytes.count - room)
    }

    private mutating func take() -> Line {
        if missing == 0, partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        defer { (partial, missing) = ([], 0) }
        return Line(bytes: partial, missing: missing)
    }
}
