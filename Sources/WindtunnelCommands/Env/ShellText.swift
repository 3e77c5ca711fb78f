/// Words as a POSIX shell writes and reads them.
enum ShellText {
    /// One word, quoted where it must be.
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "_-./:,@%+=".utf8.contains(byte)
                }
            }
        if isPlain { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// Splits a command line into words: blanks separate, quotes and backslashes protect, nothing is expanded.
    /// - Returns: nil when a quote is not closed or a backslash protects nothing.
    static func words(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = line.makeIterator()
        while let character = characters.next() {
            switch (character, quote) {
            case ("'", "'"?), ("\"", "\""?): quote = nil
            case (_, "'"?): word?.append(character)
            case ("\\", _):
                guard let next = characters.next() else { return nil }
                // Between double quotes a backslash protects only what would mean something there.
                if quote != nil, !"\"\\$`".contains(next) { word?.append("\\") }
                word = (word ?? "") + String(next)
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case (_, nil) where character.isWhitespace:
                if let finished = word { words.append(finished) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        return words + [word].compactMap { $0 }
    }
}
