import FoundationEssentials
import Subprocess
import SystemPackage

extension ChildProcess {
    /// What is to run: a program with its arguments, its environment and nothing else of this process's.
    package struct Command: Sendable, Hashable {
        /// The program, looked for in the environment's `PATH` unless it has a slash, and its arguments.
        package let words: [String]
        package let environment: ProcessEnvironment
        /// Where it runs; must be there.
        package let folder: String

        package init(words: [String], environment: ProcessEnvironment, folder: String) {
            self.words = words
            self.environment = environment
            self.folder = folder
        }
    }

    /// Why a program did not begin, in one line.
    package struct SpawnFailure: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}

extension ChildProcess.Command {
    /// - Parameter mark: what the process and everything it starts carry in their environment.
    func configuration(marked mark: String?) -> Configuration {
        let name = words.first ?? ""
        var options = PlatformOptions()
        // A session of its own: signals of a terminal reach this process alone, and the group is the child's.
        options.createSession = true
        let lines = (mark.map { ["\(OrphanWatch.variable)=\($0)"] } ?? []) + environment.lines
        return Configuration(
            executable: name.contains("/") ? .path(path(of: name)) : .name(name),
            arguments: Arguments(executablePathOverride: name, remainingValues: Array(words.dropFirst())),
            // Each entry has to bring its own end.
            environment: .custom(lines.map { Array($0.utf8) + [0] }),
            workingDirectory: FilePath(folder),
            platformOptions: options
        )
    }

    /// The command as the shell runs it: a script that does not name its interpreter is the shell's.
    var asScript: ChildProcess.Command {
        let name = words.first ?? ""
        let script = name.contains("/") ? path(of: name).string : found(name) ?? name
        return ChildProcess.Command(
            words: ["/bin/sh", script] + words.dropFirst(), environment: environment, folder: folder
        )
    }

    fileprivate func path(of name: String) -> FilePath {
        FilePath(name.hasPrefix("/") ? name : folder + "/" + name)
    }

    private func found(_ name: String) -> String? {
        (environment["PATH"] ?? "").split(separator: ":").lazy.map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

extension ChildProcess.SpawnFailure {
    /// In the words of Go, in which the platform's init and `fly mcp wrap` are written.
    init(_ error: any Error, of command: ChildProcess.Command) {
        let name = command.words.first ?? ""
        switch error {
        case let error as SubprocessError where error.code == .executableNotFound && name.contains("/"):
            let isThere = FileManager.default.fileExists(atPath: command.path(of: name).string)
            self.init("fork/exec \(name): \(isThere ? "permission denied" : "no such file or directory")")
        case let error as SubprocessError where error.code == .executableNotFound:
            self.init("exec: \"\(name)\": executable file not found in $PATH")
        case let error as SubprocessError where error.code == .failedToChangeWorkingDirectory:
            self.init("chdir \(command.folder): \(error.underlyingError.map { "\($0)" } ?? "no such folder")")
        case let error as SubprocessError:
            let reason = error.underlyingError.map { "\($0)".lowercased() } ?? "\(error)"
            self.init("fork/exec \(name): \(reason)")
        default: self.init("fork/exec \(name): \(error)")
        }
    }
}
