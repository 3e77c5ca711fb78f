import ModelContextProtocol
import Synchronization

/// A program of this host behind wrap, and those of the sessions beside it. It is started at once; what is written
/// before it runs waits.
final class ProcessProgram: WrapProgram {
    private struct State {
        var process: LineProcess?
        var isFrozen = false
        var isOver = false
    }

    private let start: Task<LineProcess, any Error>
    private let sessions: ProcessSessions
    private let state: Box

    /// What a program that still starts is to be told.
    private final class Box: Sendable {
        let value = Mutex(State())
    }

    /// - Parameters:
    ///   - command: of wrap's own child, and of each session's; made once.
    ///   - log: takes what goes to the machine's log.
    ///   - failed: called when the program cannot be started.
    init(
        watch: OrphanWatch, printingTo outlet: WrapOutlet, log: @escaping MachineLog,
        failed: @escaping @Sendable () async -> Void = {},
        command make: @escaping @Sendable () async throws -> ChildProcess.Command
    ) {
        let command = Task { try await make() }
        let state = Box()
        self.state = state
        sessions = ProcessSessions(command, watch: watch, log: log)
        start = Task {
            let process: LineProcess
            do {
                process = try await LineProcess.start(
                    try await command.value, watch: watch,
                    LineProcess.Listener(line: { await outlet.print($0) }, log: log, ended: {}))
            } catch {
                await log(["Error starting program: \(error)"])
                await failed()
                throw error
            }
            state.value.withLock { state in
                state.process = process
                if state.isFrozen { process.freeze() }
                if state.isOver { process.kill() }
            }
            return process
        }
    }

    var backend: ToolBackend { sessions.backend }

    var limits: SessionLimits { ProcessSessions.limits }

    func write(_ bytes: [UInt8]) async throws {
        let process: LineProcess
        do {
            process = try await start.value
        } catch {
            throw ProgramGone(reason: "\(error)")
        }
        try await process.write(bytes)
    }

    func freeze() {
        state.value.withLock { state in
            state.isFrozen = true
            state.process?.freeze()
        }
        sessions.freeze()
    }

    func thaw() {
        state.value.withLock { state in
            state.isFrozen = false
            state.process?.thaw()
        }
        sessions.thaw()
    }

    func end() {
        state.value.withLock { state in
            state.isOver = true
            state.process?.kill()
        }
    }
}
