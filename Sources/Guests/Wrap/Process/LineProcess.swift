import MachineRules
import ModelContextProtocol
import Synchronization

/// A program of this host whose standard output is lines, run as `fly mcp wrap` runs its child
/// (reference/mcp-and-proxy.md, sections 1.4 to 1.6). Nothing polls: a line is handed on by the task that read it.
final class LineProcess: Sendable {
    /// Takes what the program says; the program waits for it, once its pipe is full.
    struct Listener: Sendable {
        /// A line of standard output without its end.
        let line: @Sendable ([UInt8]) async -> Void
        /// Lines of standard error, and what wrap itself would write there.
        let log: MachineLog
        /// Nothing follows.
        let ended: @Sendable () -> Void
    }

    private let child: ChildProcess
    private let output: Output

    private init(_ child: ChildProcess, _ output: Output) {
        self.child = child
        self.output = output
    }

    /// - Throws: `ChildProcess.SpawnFailure`.
    static func start(
        _ command: ChildProcess.Command, watch: OrphanWatch, _ listener: Listener
    ) async throws -> LineProcess {
        let output = Output(listener)
        let child = try await ChildProcess.spawn(
            command, watch: watch, stdout: { await output.take($0) }, stderr: { await output.takeErrors($0) })
        await output.adopt(child)
        // Not a child of the caller's task: the program outlives the request that started it. It ends this task.
        Task { await output.end(await child.exit()) }
        return LineProcess(child, output)
    }

    /// Writes to the program's standard input; returns when the pipe has taken all of it.
    /// - Throws: ``ProgramGone``.
    func write(_ bytes: [UInt8]) async throws {
        guard !output.isBroken else { throw ProgramGone.fileClosed }
        do {
            try await child.write(bytes)
        } catch is ChildProcess.BrokenPipe {
            throw ProgramGone.brokenPipe
        }
    }

    /// Stops it in its tracks.
    func freeze() { child.freeze() }

    /// Lets it go on.
    func thaw() { child.thaw() }

    /// Ends it as wrap does, without asking.
    func kill() { child.send(.kill) }
}

/// What becomes of the two streams.
private final class Output: Sendable {
    private struct State {
        var lines = LineScanner()
        var errors = LineCutter(limit: 16 * 1024)
        var child: ChildProcess?
        var isClosed = false
    }

    private let listener: LineProcess.Listener
    private let state = Mutex(State())

    init(_ listener: LineProcess.Listener) {
        self.listener = listener
    }

    /// Whether a line was too long to be read.
    var isBroken: Bool { state.withLock { $0.lines.isBroken } }

    func take(_ piece: [UInt8]) async {
        for line in state.withLock({ $0.lines.append(piece) }) { await listener.line(line) }
        await closeIfBroken()
    }

    func takeErrors(_ piece: [UInt8]) async {
        let lines = state.withLock { $0.errors.append(piece) }
        if !lines.isEmpty { await listener.log(lines.map { String(decoding: $0.bytes, as: UTF8.self) }) }
    }

    func adopt(_ child: ChildProcess) async {
        state.withLock { $0.child = child }
        await closeIfBroken()
    }

    /// Reading has stopped for good; nobody can be answered any more.
    private func closeIfBroken() async {
        let child: ChildProcess? = state.withLock { state in
            guard state.lines.isBroken, !state.isClosed, let child = state.child else { return nil }
            state.isClosed = true
            return child
        }
        guard let child else { return }
        await listener.log(["Error reading from program: bufio.Scanner: token too long"])
        await child.closeInput()
    }

    func end(_ status: ExitStatus) async {
        let (line, error) = state.withLock { ($0.lines.finish(), $0.errors.finish()) }
        if let line { await listener.line(line) }
        if let error { await listener.log([String(decoding: error.bytes, as: UTF8.self)]) }
        await listener.log(["Program output stream closed", Self.farewell(status)])
        listener.ended()
    }

    /// As Go tells how a program ended.
    private static func farewell(_ status: ExitStatus) -> String {
        if status.signal > 0 { return "Program exited with error: signal: \(status.signal)" }
        return status.exitCode == 0
            ? "Program exited normally" : "Program exited with error: exit status \(status.exitCode)"
    }
}
