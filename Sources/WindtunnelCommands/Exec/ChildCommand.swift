import Subprocess
import SystemPackage

/// A command that runs in the foreground: it has this process's terminal, and this process waits for it.
struct ChildCommand: Sendable {
    /// The command and its arguments, as given.
    let words: [String]
    /// The file to run.
    private let path: String

    /// - Throws: when the command cannot be found; the failure has a shell's code for it.
    init(words: [String], environment: [String: String]) throws(CommandFailure) {
        let name = words.first ?? ""
        do {
            path = try CommandPath.resolve(name, searchPath: environment["PATH"])
        } catch {
            throw CommandFailure(status: error.status, message: "\(name): \(error.reason)")
        }
        self.words = words
    }

    /// Runs the command to its end and passes on signals meanwhile.
    /// - Returns: its exit code, or 128 + n when signal n ended it.
    func run(environment: [String: String]) async throws -> Int32 {
        do {
            return try await run(path, Array(words.dropFirst()), environment: environment)
        } catch let error as SubprocessError where error.underlyingError == Errno.execFormatError {
            // A script that does not name its interpreter is the shell's, as for every shell and env(1).
            return try await run("/bin/sh", [path] + words.dropFirst(), environment: environment)
        } catch let error as SubprocessError {
            throw CommandFailure(status: 126, message: "\(words.first ?? ""): \(error)")
        }
    }

    private func run(_ path: String, _ arguments: [String], environment: [String: String]) async throws -> Int32 {
        let values = environment.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        defer { SignalRelay.detach() }
        let result = try await Subprocess.run(
            .path(FilePath(path)),
            arguments: Arguments(executablePathOverride: words.first, remainingValues: arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: values)),
            input: .currentStandardInput,
            output: .currentStandardOutput,
            error: .currentStandardError
        ) { execution in
            SignalRelay.attach(execution.processIdentifier.value)
        }
        switch result.terminationStatus {
        case .exited(let code): return code
        case .signaled(let signal): return 128 + signal
        }
    }
}
