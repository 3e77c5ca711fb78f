import OrderedJSON

/// A request's body as far as it is JSON: one document, one a line as programs write them to each other, or none, which
/// is as good as an empty object.
enum JSONBody {
    case empty
    case document(JSON)
    /// Two or more.
    case lines([JSON])

    /// - Returns: nil for what is no JSON.
    init?(_ bytes: [UInt8]) {
        guard let first = bytes.first(where: { $0 > 0x20 }) else {
            self = .empty
            return
        }
        if let json = try? JSON(parsing: bytes) {  // What is no document may be lines.
            self = .document(json)
            return
        }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
        var lines: [JSON] = []
        for line in bytes.split(separator: 0x0A) where line.contains(where: { $0 > 0x20 }) {
            guard let json = try? JSON(parsing: Array(line)) else { return nil }  // What is no JSON is text.
            lines.append(json)
        }
        self = .lines(lines)
    }

    /// What is to be compared with what, line by line; nil when there is no such thing.
    func paired(with live: JSONBody) -> [(JSON, JSON)]? {
        switch (self, live) {
        case (.empty, .empty): []
        case (.document(let left), .document(let right)): [(left, right)]
        case (.document(let left), .empty): left.objectValue == nil ? nil : [(left, .object([:]))]
        case (.empty, .document(let right)): right.objectValue == nil ? nil : [(.object([:]), right)]
        case (.lines(let left), .lines(let right)): left.count == right.count ? Array(zip(left, right)) : nil
        default: nil
        }
    }
}
