import MachineRules

/// One exec while it runs: what its commands share and change.
struct ShellSession {
    let userland: Userland
    let stdin: [UInt8]
    var environment: ProcessEnvironment
    /// The time as far as the commands have slept.
    var now: Timestamp
    /// The exit code of the last command: `$?`.
    private(set) var status = 0
    /// `exit` was called: the script ends.
    var isOver = false
    private var depth = 0
    private var commandsLeft = 1000

    /// Scripts that run scripts, no deeper than this: a variable can hold the script that runs it.
    private static let greatestDepth = 16
    /// The words of one command in bytes, as a kernel bounds them.
    private static let longestCommand = 2 << 20

    init(_ userland: Userland, stdin: [UInt8]) {
        self.userland = userland
        self.stdin = stdin
        environment = userland.environment
        now = userland.startedAt
    }

    /// Runs one command of ready words.
    mutating func run(_ words: [String]) async throws -> CommandResult {
        guard let name = words.first else { return CommandResult() }
        guard commandsLeft > 0 else {
            isOver = true
            return .failure(2, "sh: windtunnel runs no more than 1000 commands at once")
        }
        commandsLeft -= 1
        let result = try await program(Self.programName(name), Array(words.dropFirst()))
        status = result.exitCode
        return result
    }

    /// Runs a script, whose changes of the environment end with it.
    mutating func run(script text: String) async throws -> CommandResult {
        guard depth < Self.greatestDepth else { return .failure(2, "sh: scripts nested too deeply") }
        let script: ShellScript
        do throws(ShellSyntaxError) {
            script = try ShellScript(text)
        } catch {
            return .failure(2, "sh: \(error)")
        }
        let outer = environment
        depth += 1
        defer {
            environment = outer
            depth -= 1
            isOver = commandsLeft == 0
        }
        var result = CommandResult()
        status = 0
        for command in script.commands where !isOver && runs(command) {
            try Task.checkCancellation()
            result.append(try await run(command))
        }
        return result
    }

    private func runs(_ command: ShellScript.Command) -> Bool {
        switch command.connector {
        case .always: true
        case .and: status == 0
        case .or: status != 0
        }
    }

    /// Assignments before a command are for it alone; without a command they stay.
    private mutating func run(_ command: ShellScript.Command) async throws -> CommandResult {
        var size = 0
        let assignments = command.words.prefix { $0.assignedName != nil }
        let outer = environment
        for word in assignments {
            guard let name = word.assignedName else { continue }
            let text = word.pieces.map(value).joined()
            size += text.utf8.count
            guard size <= Self.longestCommand else { return tooLong() }
            environment[name] = String(text.dropFirst(name.count + 1))
        }
        var words: [String] = []
        for word in command.words.dropFirst(assignments.count) {
            // Each piece is looked at before the next one, so that nothing enormous is ever put together.
            var parts: [String] = []
            var isOpen = false
            for piece in word.pieces {
                let text = value(of: piece)
                size += text.utf8.count
                guard size <= Self.longestCommand else { return tooLong() }
                Self.append(text, of: piece, to: &parts, isOpen: &isOpen)
            }
            words += parts
        }
        guard !words.isEmpty else {
            status = 0
            return CommandResult()
        }
        defer { if !assignments.isEmpty { environment = outer } }
        return try await run(words)
    }

    private mutating func tooLong() -> CommandResult {
        status = 126
        return .failure(126, "sh: argument list too long")
    }

    private func value(of piece: ShellWord.Piece) -> String {
        switch piece {
        case .literal(let text): text
        case .variable("?", _): String(status)
        case .variable(let name, _): environment[name] ?? ""
        }
    }

    /// Puts a piece at the end of a word; an unquoted variable makes several words where it holds blanks.
    private static func append(
        _ text: String,
        of piece: ShellWord.Piece,
        to words: inout [String],
        isOpen: inout Bool
    ) {
        guard case .variable(_, isQuoted: false) = piece else {
            if isOpen { words[words.count - 1] += text } else { words.append(text) }
            isOpen = true
            return
        }
        let parts = text.split(whereSeparator: \.isWhitespace)
        if text.first?.isWhitespace == true { isOpen = false }
        for part in parts {
            if isOpen { words[words.count - 1] += part } else { words.append(String(part)) }
            isOpen = false
        }
        if let last = text.last { isOpen = !last.isWhitespace }
    }

    /// Programs are found in the usual folders under their full paths, too.
    private static func programName(_ word: String) -> String {
        for folder in ["/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/"] where word.hasPrefix(folder) {
            return String(word.dropFirst(folder.count))
        }
        return word
    }
}

extension ShellWord {
    /// The name before the `=` of `NAME=value`, nil for a word that is no assignment.
    fileprivate var assignedName: String? {
        guard case .literal(let text)? = pieces.first, let equals = text.firstIndex(of: "=") else { return nil }
        return WordReader.isName(text[..<equals]) ? String(text[..<equals]) : nil
    }
}
