package import OrderedJSON

/// A request that no recording answers, and the recorded one that comes nearest.
package struct Miss: Error, Sendable, Hashable, CustomStringConvertible {
    /// A recorded request.
    package struct Nearest: Sendable, Hashable {
        /// Counted from 1.
        package let entry: Int
        package let method: String
        package let url: String
    }

    package let method: String
    package let path: String
    /// The nearest recorded request; nil in an empty recording.
    package let nearest: Nearest?
    /// Where the two differ: `path segment 3`, `query ttl`, `body $.config.image`.
    package let differs: [String]

    /// One line, which also stands in the header `Windtunnel-Miss`.
    package var description: String {
        guard let nearest else { return "\(method) \(path): the recording is empty" }
        let line = "\(nearest.method) \(URLParts(nearest.url).path)"
        return "\(method) \(path): nearest is entry \(nearest.entry), \(line), which \(difference)"
    }

    private var difference: String {
        differs.isEmpty ? "speaks of other names" : "differs in \(differs.joined(separator: ", "))"
    }

    /// The description as a header may hold it: printable ASCII, 1,000 bytes at most.
    package var headerValue: String {
        String(decoding: description.utf8.map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x3F }.prefix(1000), as: UTF8.self)
    }

    /// The body of the answer 501: `{"error","hint","nearest":{"entry","method","url","differs"}}`.
    package var json: JSON {
        [
            "error": .string("no recorded answer for \(method) \(path)"),
            "hint": .string(hint),
            "nearest": nearest.map {
                [
                    "entry": .int($0.entry), "method": .string($0.method), "url": .string($0.url),
                    "differs": .array(differs.map(JSON.string)),
                ]
            } ?? .null,
        ]
    }

    private var hint: String {
        guard let nearest else { return "the recording has no entry that answers" }
        return
            "the nearest is entry \(nearest.entry), which \(difference); --match RULES.json says what does not count, "
            + "--mode new-episodes records what is missing"
    }
}
