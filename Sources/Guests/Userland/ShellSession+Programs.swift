import MachineRules

extension ShellSession {
    /// The programs by name, with what each of them does when its arguments are wrong as the usual ones would.
    mutating func program(_ name: String, _ arguments: [String]) async throws -> CommandResult {
        switch name {
        case "true", ":": CommandResult()
        case "false": CommandResult(exitCode: 1)
        case "echo": echo(arguments)
        case "exit": exit(arguments)
        case "export": export(arguments)
        case "env": try await env(arguments)
        case "printenv": printenv(arguments)
        case "hostname": CommandResult(userland.hostname + "\n")
        case "pwd": CommandResult("/\n")
        case "whoami": CommandResult("root\n")
        case "id": CommandResult("uid=0(root) gid=0(root) groups=0(root)\n")
        case "uname": uname(arguments)
        case "date": date(arguments)
        case "ls": ls(arguments)
        case "cat": cat(arguments)
        case "sleep": try await sleep(arguments)
        case "sh", "bash", "ash": try await shell(arguments)
        default: .failure(127, "sh: \(name): not found")
        }
    }

    private func echo(_ arguments: [String]) -> CommandResult {
        let isSilentAtEnd = arguments.first == "-n"
        let text = arguments.dropFirst(isSilentAtEnd ? 1 : 0).joined(separator: " ")
        return CommandResult(isSilentAtEnd ? text : text + "\n")
    }

    private mutating func exit(_ arguments: [String]) -> CommandResult {
        isOver = true
        guard let text = arguments.first else { return CommandResult(exitCode: status) }
        guard let code = UInt32(text) else { return .failure(2, "sh: exit: Illegal number: \(text)") }
        return CommandResult(exitCode: Int(code & 0xFF))
    }

    private mutating func export(_ arguments: [String]) -> CommandResult {
        for argument in arguments {
            guard let equals = argument.firstIndex(of: "=") else { continue }
            environment[String(argument[..<equals])] = String(argument[argument.index(after: equals)...])
        }
        return CommandResult()
    }

    private mutating func env(_ arguments: [String]) async throws -> CommandResult {
        let outer = environment
        defer { environment = outer }
        let assignments = arguments.prefix { $0.contains("=") }
        _ = export(Array(assignments))
        let command = Array(arguments.dropFirst(assignments.count))
        guard command.isEmpty else { return try await run(command) }
        return CommandResult(environment.lines.map { $0 + "\n" }.joined())
    }

    private func printenv(_ arguments: [String]) -> CommandResult {
        guard !arguments.isEmpty else { return CommandResult(environment.lines.map { $0 + "\n" }.joined()) }
        let values = arguments.compactMap { environment[$0] }
        var result = CommandResult(values.map { $0 + "\n" }.joined())
        if values.count < arguments.count { result.exitCode = 1 }
        return result
    }

    private func uname(_ arguments: [String]) -> CommandResult {
        let parts: [(option: Character, text: String)] = [
            ("s", "Linux"), ("n", userland.hostname), ("r", "6.12.0-fly"), ("v", "#1 SMP PREEMPT_DYNAMIC"),
            ("m", "x86_64"), ("o", "GNU/Linux"),
        ]
        let options = arguments.joined().filter { $0 != "-" }
        let wanted = options.isEmpty ? "s" : options
        if let unknown = wanted.first(where: { option in option != "a" && !parts.contains { $0.option == option } }) {
            return .failure(1, "uname: unrecognized option: \(unknown)")
        }
        let chosen = parts.filter { wanted.contains("a") || wanted.contains($0.option) }
        return CommandResult(chosen.map(\.text).joined(separator: " ") + "\n")
    }

    /// Takes the world's time: `sleep 2`, `sleep 0.5`, `sleep 1m`.
    private mutating func sleep(_ arguments: [String]) async throws -> CommandResult {
        guard !arguments.isEmpty else { return .failure(1, "sleep: missing operand") }
        var due = now
        for argument in arguments {
            guard let duration = Self.duration(argument) else {
                return .failure(1, "sleep: invalid number '\(argument)'")
            }
            due += duration
        }
        if due > now { try await userland.sleep(due) }
        now = due
        return CommandResult()
    }

    private static func duration(_ text: String) -> Duration? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), let number = Double(digits) else {
            return nil
        }
        return .milliseconds(Int64(min(number * (unit ?? 1) * 1000, 1e15)))
    }

    private mutating func shell(_ arguments: [String]) async throws -> CommandResult {
        guard let first = arguments.first else {
            return try await run(script: String(decoding: stdin, as: UTF8.self))
        }
        guard first.hasPrefix("-"), first.hasSuffix("c") else {
            return .failure(2, "sh: windtunnel runs scripts of -c and of standard input only")
        }
        guard arguments.count > 1 else { return .failure(2, "sh: -c requires an argument") }
        return try await run(script: arguments[1])
    }
}
