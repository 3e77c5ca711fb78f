import Dispatch
import FoundationEssentials
import Subprocess
import Synchronization
import SystemPackage
import WindtunnelTestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The built program, run as users run it.
enum Program {
    /// Beside the test bundle, where the build puts it.
    static let path: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folder = bundle.split(separator: "/").dropLast().joined(separator: "/")
        return "/\(folder)/windtunnel"
    }()

    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// How a run ended.
    struct Ended: Sendable {
        /// The exit code, or 128 + n when signal n ended it.
        let code: Int32
        let output: String
        /// Empty for a run that had its two outputs in one.
        let errors: String
    }

    /// Runs the program to its end, in a working folder and with a temporary folder of its own.
    static func run(_ arguments: [String], in folder: String) async throws -> Ended {
        let result = try await Subprocess.run(
            configuration(arguments, in: folder), input: .none, output: .string(limit: 4 << 20),
            error: .string(limit: 1 << 20)
        ) { _ in }
        return Ended(
            code: code(of: result.terminationStatus), output: result.standardOutput, errors: result.standardError)
    }

    /// Runs the program and, once it has said `word` on either output, `body` beside it. What still runs when `body`
    /// returns is told to end, and killed when `body` throws.
    static func run<Result: Sendable>(
        _ arguments: [String],
        in folder: String,
        until word: String,
        _ body: (RunningProgram) async throws -> Result
    ) async throws -> (result: Result, ended: Ended) {
        let outcome = try await Subprocess.run(
            configuration(arguments, in: folder), input: .none, output: .sequence, error: .combinedWithOutput
        ) { execution -> Outcome<Result> in
            let program = RunningProgram(pid: execution.processIdentifier.value)
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            var output = ""
            while !output.contains(word), let line = try await lines.next() { output += line + "\n" }
            var outcome: Swift.Result<Result, any Error>
            do {
                guard output.contains(word) else { throw TestSupportError("it said only: \(output)") }
                outcome = .success(try await body(program))
                program.endUnlessTold()
            } catch {
                outcome = .failure(error)
                program.send(SIGKILL)
            }
            while let line = try await lines.next() { output += line + "\n" }
            return Outcome(result: outcome, output: output)
        }
        let end = outcome.closureResult
        let ended = Ended(code: code(of: outcome.terminationStatus), output: end.output, errors: "")
        return (try end.result.get(), ended)
    }

    private struct Outcome<Value: Sendable>: Sendable {
        let result: Result<Value, any Error>
        let output: String
    }

    private static func configuration(_ arguments: [String], in folder: String) -> Configuration {
        let temporary = folder + "/tmp"
        // It is there already when one test runs the program twice.
        try? FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return Configuration(
            executable: .path(FilePath(Self.path)), arguments: Arguments(arguments),
            environment: .custom(["PATH": path, "HOME": folder, "TMPDIR": temporary]),
            workingDirectory: FilePath(folder))
    }

    private static func code(of status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}

/// A program under way.
final class RunningProgram: Sendable {
    let pid: pid_t
    private let wasTold = Mutex(false)

    init(pid: pid_t) {
        self.pid = pid
    }

    /// Sends a signal; one that has ended already gets none.
    func send(_ signal: Int32) {
        wasTold.withLock { $0 = true }
        _ = kill(pid, signal)
    }

    /// Sends a signal and waits until the server has let go of its data folder, on a thread of its own: what is measured
    /// is the server, not how busy the tests are.
    /// - Returns: how long that took.
    func end(with signal: Int32, data folder: String) async throws -> Duration {
        let lock = open(folder + "/lock", O_RDWR | O_CLOEXEC)
        guard lock >= 0 else { throw TestSupportError("no lock in \(folder)") }
        defer { close(lock) }
        return await withCheckedContinuation { continuation in
            DispatchQueue(label: "windtunnel.tests.end").async {
                let duration = ContinuousClock().measure {
                    self.send(signal)
                    flock(lock, LOCK_EX)
                }
                continuation.resume(returning: duration)
            }
        }
    }

    /// Tells it to end unless it has been sent a signal: a second one ends it at once.
    func endUnlessTold() {
        if !wasTold.withLock({ $0 }) { send(SIGTERM) }
    }
}
