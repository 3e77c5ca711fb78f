import OrderedJSON
import Yams

/// YAML text of a cassette, block by block. Yams reads cassettes, but its emitter leaves out the tags that VCR.py tells
/// binary bodies by.
enum CassetteYAML {
    static func text(_ node: Node) -> String {
        var lines = ""
        append(node, indent: 0, to: &lines)
        return lines
    }

    /// Writes a value and the line end after it; the caller has written what stands before it on its line.
    private static func append(_ node: Node, indent: Int, to text: inout String) {
        switch node {
        case .mapping(let mapping) where mapping.isEmpty: text += "{}\n"
        case .sequence(let sequence) where sequence.isEmpty: text += "[]\n"
        case .mapping(let mapping):
            for (index, pair) in mapping.enumerated() {
                if index > 0 { text += blanks(indent) }
                text += scalar(pair.key) + ":"
                appendBelow(pair.value, indent: indent, to: &text)
            }
        case .sequence(let sequence):
            for (index, element) in sequence.enumerated() {
                text += (index > 0 ? blanks(indent) : "") + "- "
                append(element, indent: indent + 2, to: &text)
            }
        default: text += scalar(node) + "\n"
        }
    }

    /// A member's value: on the line of its key, or on lines below.
    private static func appendBelow(_ node: Node, indent: Int, to text: inout String) {
        switch node {
        case .mapping(let mapping) where !mapping.isEmpty:
            text += "\n" + blanks(indent + 2)
            append(node, indent: indent + 2, to: &text)
        case .sequence(let sequence) where !sequence.isEmpty:
            text += "\n" + blanks(indent)
            append(node, indent: indent, to: &text)
        default:
            text += " "
            append(node, indent: indent, to: &text)
        }
    }

    private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// A JSON string is a double-quoted scalar of YAML as soon as what YAML takes for line ends is escaped.
    private static func scalar(_ node: Node) -> String {
        guard let scalar = node.scalar else { return "null" }
        if scalar.tag.description == Tag.Name.binary.rawValue { return "!!binary \"\(scalar.string)\"" }
        if scalar.style == .plain { return scalar.string }
        return JSON.string(scalar.string).text.unicodeScalars.reduce(into: "") { text, scalar in
            let isSpecial =
                (0x7F...0x9F).contains(scalar.value) || [0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF].contains(scalar.value)
            guard isSpecial else { return text.unicodeScalars.append(scalar) }
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
    }
}
