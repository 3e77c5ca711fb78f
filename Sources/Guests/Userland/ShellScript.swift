/// A script of the emulated `sh -c`: simple commands in a row. Pipes, redirections, substitutions, patterns and compound
/// commands are refused by name rather than misunderstood.
struct ShellScript: Sendable, Hashable {
    /// Under which outcome of the command before a command runs.
    enum Connector: String, Sendable, Hashable {
        case always = ";"
        case and = "&&"
        case or = "||"
    }

    struct Command: Sendable, Hashable {
        let connector: Connector
        let words: [ShellWord]
    }

    private(set) var commands: [Command] = []

    /// - Throws: ``ShellSyntaxError`` for what no shell reads, and for what this one does not.
    init(_ text: String) throws(ShellSyntaxError) {
        var reader = WordReader(text, isScript: true)
        var connector = Connector.always
        var words: [ShellWord] = []
        while let token = try reader.next() {
            switch token {
            case .word(let word): words.append(word)
            case .newline where words.isEmpty: continue
            case .newline:
                commands.append(Command(connector: connector, words: words))
                (connector, words) = (.always, [])
            case .separator(let next):
                guard !words.isEmpty else { throw ShellSyntaxError("syntax error: unexpected \"\(next.rawValue)\"") }
                commands.append(Command(connector: connector, words: words))
                (connector, words) = (next, [])
            }
        }
        if !words.isEmpty {
            commands.append(Command(connector: connector, words: words))
        } else if connector != .always {
            throw ShellSyntaxError("syntax error: unexpected end of file")
        }
    }
}
