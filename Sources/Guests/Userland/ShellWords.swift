/// Splits text into words as a shell does before it expands anything: for the `cmd` of an exec.
///
/// Single quotes keep everything, double quotes all but `\"`, `\\`, `\$` and `` \` ``; outside of quotes a backslash
/// keeps the next character. Operators and variables mean nothing here, as no shell is run.
package enum ShellWords {
    /// - Throws: ``ShellSyntaxError`` for a quote that is not closed or a backslash at the end.
    package static func split(_ text: String) throws(ShellSyntaxError) -> [String] {
        var reader = WordReader(text, isScript: false)
        var words: [String] = []
        while let token = try reader.next() {
            guard case .word(let word) = token else { continue }
            words.append(word.pieces.map(\.text).joined())
        }
        return words
    }
}

/// Text that no shell would read.
package struct ShellSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A word as it stands in a script: its parts become one text, or several words, once the variables are known.
struct ShellWord: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        /// Text that stays together.
        case literal(String)
        /// A variable's name; what it holds is split at blanks unless it is quoted.
        case variable(String, isQuoted: Bool)

        var text: String {
            if case .literal(let text) = self { text } else { "" }
        }
    }

    var pieces: [Piece]
}
