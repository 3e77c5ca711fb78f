/// A range of a text that something else takes the place of.
struct Edit {
    let range: Range<Int>
    let replacement: [UInt8]
    let kind: SecretKind
    /// Within the text: `$.data.nonce`, `byte 120`.
    let place: String
}

extension [Edit] {
    /// The text with every edit made; they stand in order and do not overlap.
    func applied(to text: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var position = 0
        for edit in self {
            result += text[position..<edit.range.lowerBound]
            result += edit.replacement
            position = edit.range.upperBound
        }
        return result + text[position...]
    }

    /// Where a boundary between pieces stands once the edits are made; one inside an edit moves behind it, so that what
    /// takes a secret's place is never split, as the secret may have been.
    func moved(_ boundary: Int) -> Int {
        var shift = 0
        for edit in self where edit.range.lowerBound < boundary {
            if edit.range.upperBound > boundary { return edit.range.lowerBound + shift + edit.replacement.count }
            shift += edit.replacement.count - edit.range.count
        }
        return boundary + shift
    }
}
