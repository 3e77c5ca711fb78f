/// Reads words, and in a script the operators between them, from text.
struct WordReader {
    enum Token: Sendable, Hashable {
        case word(ShellWord)
        case separator(ShellScript.Connector)
        case newline
    }

    private var rest: Substring
    private let isScript: Bool

    /// - Parameter isScript: whether operators and variables mean something.
    init(_ text: String, isScript: Bool) {
        rest = Substring(text)
        self.isScript = isScript
    }

    mutating func next() throws(ShellSyntaxError) -> Token? {
        rest = rest.drop { $0 == " " || $0 == "\t" || !isScript && $0.isNewline }
        guard let first = rest.first else { return nil }
        if isScript {
            if first.isNewline {
                rest.removeFirst()
                return .newline
            }
            if let connector = try connector(first) { return .separator(connector) }
            if first == "#" {
                rest = rest.drop { !$0.isNewline }
                return try next()
            }
        }
        return .word(try word())
    }

    /// The operators that mean something here; of the others it is said that they do not.
    private mutating func connector(_ first: Character) throws(ShellSyntaxError) -> ShellScript.Connector? {
        for (text, connector) in [("&&", ShellScript.Connector.and), ("||", .or), (";", .always)]
        where rest.hasPrefix(text) {
            rest = rest.dropFirst(text.count)
            return connector
        }
        guard Self.unservedOperators.contains(first) else { return nil }
        throw Self.unserved("\(first)")
    }

    private static let unservedOperators: Set<Character> = ["|", "&", "<", ">", "(", ")", "`", "*"]

    private mutating func word() throws(ShellSyntaxError) -> ShellWord {
        var word = ShellWord(pieces: [])
        while let first = rest.first {
            switch first {
            case " ", "\t": return word
            case _ where first.isNewline: return word
            case ";" where isScript: return word
            case _ where isScript && Self.unservedOperators.contains(first): return word
            case "'":
                rest.removeFirst()
                guard let end = rest.firstIndex(of: "'") else { throw ShellSyntaxError("unterminated quoted string") }
                word.pieces.append(.literal(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            case "\"": try quoted(&word)
            case "\\":
                rest.removeFirst()
                guard let kept = rest.popFirst() else { throw ShellSyntaxError("nothing after a backslash") }
                word.pieces.append(.literal(String(kept)))
            case "$" where isScript: word.pieces.append(try variable(isQuoted: false))
            default:
                let end = rest.firstIndex { endsPlainText($0) } ?? rest.endIndex
                word.pieces.append(.literal(String(rest[..<end])))
                rest = rest[end...]
            }
        }
        return word
    }

    private func endsPlainText(_ character: Character) -> Bool {
        if " \t'\"\\".contains(character) || character.isNewline { return true }
        return isScript && (character == "$" || character == ";" || Self.unservedOperators.contains(character))
    }

    private mutating func quoted(_ word: inout ShellWord) throws(ShellSyntaxError) {
        rest.removeFirst()
        // An empty pair of quotes is a word, too.
        word.pieces.append(.literal(""))
        while let first = rest.first {
            switch first {
            case "\"":
                rest.removeFirst()
                return
            case "\\":
                rest.removeFirst()
                let next = rest.popFirst() ?? "\\"
                word.pieces.append(.literal(["\"", "\\", "$", "`"].contains(next) ? String(next) : "\\\(next)"))
            case "$" where isScript: word.pieces.append(try variable(isQuoted: true))
            case "`" where isScript: throw Self.unserved("`")
            default:
                let end = rest.dropFirst().firstIndex { "\"\\$`".contains($0) } ?? rest.endIndex
                word.pieces.append(.literal(String(rest[..<end])))
                rest = rest[end...]
            }
        }
        throw ShellSyntaxError("unterminated quoted string")
    }

    /// `$NAME`, `${NAME}` or `$?`; a dollar before anything else is itself.
    private mutating func variable(isQuoted: Bool) throws(ShellSyntaxError) -> ShellWord.Piece {
        rest.removeFirst()
        switch rest.first {
        case "?":
            rest.removeFirst()
            return .variable("?", isQuoted: isQuoted)
        case "(": throw Self.unserved("$(")
        case "{":
            guard let end = rest.firstIndex(of: "}") else { throw ShellSyntaxError("unterminated `${`") }
            let name = rest[rest.index(after: rest.startIndex)..<end]
            guard name == "?" || Self.isName(name) else {
                throw Self.unserved("${\(name)}")
            }
            rest = rest[rest.index(after: end)...]
            return .variable(String(name), isQuoted: isQuoted)
        default:
            let name = rest.prefix(while: Self.isNamePart)
            guard Self.isName(name) else { return .literal("$") }
            rest = rest[name.endIndex...]
            return .variable(String(name), isQuoted: isQuoted)
        }
    }

    private static func unserved(_ text: String) -> ShellSyntaxError {
        ShellSyntaxError("windtunnel does not emulate \(text) of the shell")
    }

    static func isName(_ text: Substring) -> Bool {
        text.first.map { !$0.isNumber } ?? false && text.allSatisfy(isNamePart)
    }

    private static func isNamePart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || character == "_"
    }
}
