import OrderedJSON

/// JSON text with one member or element a line, two blanks a level, into which finished values are spliced.
struct IndentedJSON {
    private(set) var bytes: [UInt8] = []
    private var depth: Int
    private var needsComma = false
    private var isAtStart: Bool

    /// - Parameter depth: how deep the value stands that is about to be written; above 0 it begins on a new line.
    init(depth: Int = 0) {
        self.depth = depth
        isAtStart = depth == 0
    }

    /// How many blanks stand before the line under way.
    var indent: Int { 2 * depth }

    mutating func open(_ bracket: String, key: String? = nil) {
        begin(key)
        bytes.append(contentsOf: bracket.utf8)
        depth += 1
        needsComma = false
    }

    mutating func close(_ bracket: String) {
        depth -= 1
        if needsComma { newLine() }
        bytes.append(contentsOf: bracket.utf8)
        needsComma = true
    }

    mutating func member(_ key: String, _ json: [UInt8]) {
        begin(key)
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// An array with one element a line.
    mutating func list(_ key: String, _ elements: [[UInt8]]) {
        open("[", key: key)
        for element in elements {
            begin(nil)
            bytes.append(contentsOf: element)
            needsComma = true
        }
        close("]")
    }

    private mutating func begin(_ key: String?) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if isAtStart { isAtStart = false } else { newLine() }
        guard let key else { return }
        bytes.append(contentsOf: JSON.string(key).utf8)
        bytes.append(contentsOf: ": ".utf8)
    }

    private mutating func newLine() {
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: indent))
    }
}
