package import MachineRules
import Simulation
import Subprocess
import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program running on this host, in a session and a process group of its own.
///
/// It lives until it ends by itself or is killed, whoever keeps this value. When its first process ends, whatever that
/// one started ends with it, as the virtual machine around it would. An ``OrphanWatch`` ends all of it when this
/// process is gone.
package final class ChildProcess: Sendable {
    /// Takes what a program writes, piece by piece as it comes. The program waits once the pipe is full, so a slow
    /// receiver slows it down; one that never returns also holds up the news of its exit.
    package typealias Receiver = @Sendable ([UInt8]) async -> Void

    /// The number of the first process, which is that of its group and session as well.
    package let pid: Int32
    /// What it and all that it starts carry in their environment; nil where nobody watches.
    let mark: String?
    private let input: StandardInputWriter
    private let turns = Input()
    private let state = Mutex(State())

    private struct State {
        /// The first process is gone: its number may be another's by now.
        var isGone = false
        var status: ExitStatus?
        var waiting: [CheckedContinuation<ExitStatus, Never>] = []
    }

    private init(pid: Int32, mark: String?, input: StandardInputWriter) {
        self.pid = pid
        self.mark = mark
        self.input = input
    }

    // MARK: - Begin

    /// Starts a program.
    /// - Parameters:
    ///   - watch: ends it when this process is gone.
    ///   - stdout, stderr: called one piece after the other, and for the last time before the exit is told.
    /// - Throws: ``SpawnFailure``.
    package static func spawn(
        _ command: Command,
        watch: OrphanWatch,
        stdout: @escaping Receiver,
        stderr: @escaping Receiver
    ) async throws(SpawnFailure) -> ChildProcess {
        let mark = try await watch.nextMark()
        return try await spawn(command, Watching(mark: mark, watch: watch), stdout: stdout, stderr: stderr)
    }

    /// Under which mark a program is watched, and by whom.
    struct Watching: Sendable {
        let mark: String
        let watch: OrphanWatch
    }

    /// Starts a program.
    /// - Parameter watching: nil for one that nobody watches.
    static func spawn(
        _ command: Command,
        _ watching: Watching?,
        stdout: @escaping Receiver,
        stderr: @escaping Receiver
    ) async throws(SpawnFailure) -> ChildProcess {
        _ = Self.ignoresBrokenPipes
        do {
            return try await run(command, watching, stdout, stderr).get()
        } catch {
            guard let failure = error as? SubprocessError, failure.underlyingError == .execFormatError else {
                throw SpawnFailure(error, of: command)
            }
        }
        do {
            return try await run(command.asScript, watching, stdout, stderr).get()
        } catch {
            throw SpawnFailure(error, of: command)
        }
    }

    private static func run(
        _ command: Command,
        _ watching: Watching?,
        _ stdout: @escaping Receiver,
        _ stderr: @escaping Receiver
    ) async -> Result<ChildProcess, any Error> {
        let begun = Promise<Result<ChildProcess, any Error>>()
        // Not a child of the caller's task: the process outlives the request that started it. It ends this task.
        Task {
            do {
                let result = try await Subprocess.run(
                    command.configuration(marked: watching?.mark), input: .inputWriter, output: .sequence,
                    error: .sequence
                ) { execution in
                    let child = ChildProcess(
                        pid: execution.processIdentifier.value, mark: watching?.mark,
                        input: execution.standardInputWriter
                    )
                    await watching?.watch.add(child.pid)
                    begun.keep(.success(child))
                    await child.live(execution, stdout, stderr)
                    return child
                }
                let child = result.closureResult
                await watching?.watch.forget(child.pid)
                child.finish(ExitStatus(result.terminationStatus))
            } catch {
                begun.keep(.failure(error))
            }
        }
        // In a task of its own, which nobody cancels: a process that has begun must not be lost.
        return await Task { await begun.value(onCancel: .failure(CancellationError())) }.value
    }

    /// Carries what the process writes until it ends, then ends what it left behind.
    private func live(
        _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
        _ stdout: @escaping Receiver,
        _ stderr: @escaping Receiver
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Self.carry(execution.standardOutput, to: stdout) }
            group.addTask { await Self.carry(execution.standardError, to: stderr) }
            await ExitNotice.wait(for: execution.processIdentifier)
            // Not reaped yet, so the number is still its own.
            state.withLock { state in
                kill(-pid, SIGKILL)
                state.isGone = true
            }
            if let mark { await MarkedProcesses.killAll(marked: mark) }
        }
    }

    private static func carry(_ output: SubprocessOutputSequence, to receiver: Receiver) async {
        do {
            for try await piece in output { await receiver(piece.withUnsafeBytes { Array($0) }) }
        } catch {
            // A pipe that cannot be read any more has ended.
        }
    }

    private func finish(_ status: ExitStatus) {
        let waiting = state.withLock { state in
            state.status = status
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    // MARK: - Standard input

    /// Writes to the program's standard input; returns once the pipe has taken it all. Bodies written at the same time
    /// follow each other whole.
    /// - Throws: ``BrokenPipe`` when the program is gone or does not read any more; `CancellationError`.
    package func write(_ bytes: [UInt8]) async throws {
        let turn = turns.takeTurn()
        defer { turns.end(turn) }
        await turns.wait(for: turn)
        try Task.checkCancellation()
        // Why it cannot be written to does not matter: nobody reads there.
        let written = (try? await input.write(bytes)) ?? 0
        guard written == bytes.count else {
            try Task.checkCancellation()
            throw BrokenPipe()
        }
    }

    /// The program reads to the end of what was written, and then its end.
    package func closeInput() async {
        // Closed before, or the program is gone: either way it is closed.
        try? await input.finish()
    }

    // MARK: - Signals

    /// Sends a signal to the whole group; nothing once the first process is gone.
    package func send(_ signal: ProcessSignal) {
        send(Int32(signal.rawValue))
    }

    /// Stops the whole group in its tracks (`SIGSTOP`).
    package func freeze() { send(SIGSTOP) }

    /// Lets the group go on (`SIGCONT`).
    package func thaw() { send(SIGCONT) }

    private func send(_ number: Int32) {
        state.withLock { state in
            if !state.isGone { kill(-pid, number) }
        }
    }

    // MARK: - End

    /// How the program ended; waits until it has.
    package func exit() async -> ExitStatus {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// How the program ended, nil while it lives.
    package var status: ExitStatus? { state.withLock { $0.status } }

    /// Asks the group to end, and kills it when it takes too long.
    /// - Parameters:
    ///   - signal: how it is asked; a frozen group is thawed, so that it can obey.
    ///   - patience: returns when the time is up, on whatever clock; throws when nobody waits any more, which kills at
    ///     once.
    package func terminate(
        _ signal: ProcessSignal,
        patience: @escaping @Sendable () async throws -> Void
    ) async -> ExitStatus {
        send(signal)
        thaw()
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await patience()
                self.send(.kill)
            }
            let status = await exit()
            group.cancelAll()
            return status
        }
    }

    /// Ends the group at once.
    package func killAll() async -> ExitStatus {
        send(.kill)
        return await exit()
    }

    /// A child may close its end at any time; a write then has to fail rather than end this process.
    private static let ignoresBrokenPipes: Void = {
        signal(SIGPIPE, SIG_IGN)
    }()
}

extension ChildProcess {
    /// Nobody reads the standard input any more.
    package struct BrokenPipe: Error, Sendable, Hashable {}
}

extension ExitStatus {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self.init(exitCode: Int(code))
        case .signaled(let signal): self.init(exitCode: 128 + Int(signal), signal: Int(signal))
        }
    }
}
