package import OrderedJSON

/// A request that no recording answers, and the recorded one that comes nearest.
package struct Miss: Error, Sendable, Hashable, CustomStringConvertible {
    package let method: String
    package let path: String
    /// The nearest recorded request, counted from 1; nil in an empty recording.
    package let entry: Int?
    /// Its method and path.
    package let nearest: String?
    /// Where the two differ: `path segment 3`, `query ttl`, `body $.config.image`.
    package let differs: [String]

    /// One line, which also stands in the header `Windtunnel-Miss`.
    package var description: String {
        guard let entry, let nearest else { return "\(method) \(path): the recording is empty" }
        let fields = differs.isEmpty ? "its names are bound to others" : "differs in \(differs.joined(separator: ", "))"
        return "\(method) \(path): nearest is entry \(entry), \(nearest), which \(fields)"
    }

    /// The description as a header may hold it: printable ASCII, 1,000 bytes at most.
    package var headerValue: String {
        String(decoding: description.utf8.map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x3F }.prefix(1000), as: UTF8.self)
    }

    /// The body of the answer 501.
    package var json: JSON {
        [
            "error": .string("no recorded answer for \(method) \(path)"),
            "nearest": entry.map {
                ["entry": .int($0), "request": .text(nearest), "differs": .array(differs.map(JSON.string))]
            } ?? .null,
        ]
    }
}
