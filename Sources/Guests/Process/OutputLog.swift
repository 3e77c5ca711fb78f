import MachineRules
import Simulation
import Synchronization

/// Takes what the processes of a machine print into the machine's log, a line each.
///
/// What comes together is written together, and a process waits while that happens, so that nothing piles up here. More
/// lines than the limit are dropped and counted; one line of the log then says how many.
final class OutputLog: Sendable {
    /// Lines that may come at once, and in each second after that (chosen).
    static let mostLines = 1_000
    private static let limit = RateLimit(burst: mostLines, interval: .milliseconds(1))
    /// Of a longer line only the beginning is kept, in bytes (chosen).
    static let longestLine = 16_000

    private let target: MachinesService.ExecTarget
    private let world: World
    private let wall: WallClock
    private let state: Mutex<State>

    private struct State {
        var cutters: [Cutter] = []
        var dropped = 0
        var allowance: RateLimit.Bucket

        /// Takes as many of so many lines as are allowed now.
        mutating func admit(_ count: Int, at now: Timestamp) -> Int {
            (0..<count).prefix { _ in allowance.take(OutputLog.limit, at: now) }.count
        }
    }

    /// The lines of one stream.
    private final class Cutter: Sendable {
        private let cutter = Mutex(LineCutter(limit: OutputLog.longestLine))

        func append(_ piece: [UInt8]) -> [LineCutter.Line] { cutter.withLock { $0.append(piece) } }

        func finish() -> LineCutter.Line? { cutter.withLock { $0.finish() } }
    }

    /// - Parameter wall: the time by which lines are counted: a flood costs this host's time, not the world's.
    init(of target: MachinesService.ExecTarget, in world: World, wall: WallClock) {
        self.target = target
        self.world = world
        self.wall = wall
        state = Mutex(State(allowance: RateLimit.Bucket(at: wall.now())))
    }

    /// For one stream of one process.
    func receiver() -> ChildProcess.Receiver {
        let cutter = Cutter()
        state.withLock { $0.cutters.append(cutter) }
        return { piece in await self.write(cutter.append(piece)) }
    }

    /// The processes have ended: what they did not complete counts as a line, and what was dropped is told.
    func finish() async {
        await write(state.withLock(\.cutters).compactMap { $0.finish() })
        let dropped = state.withLock { state in
            defer { state.dropped = 0 }
            return state.dropped
        }
        if dropped > 0 { await log([notice(dropped)]) }
    }

    /// Tells of what went wrong around the processes.
    func complain(_ text: String) async {
        await log([line(text, from: .runner, level: .error)])
    }

    private func write(_ lines: [LineCutter.Line]) async {
        guard !lines.isEmpty else { return }
        let (admitted, droppedBefore) = state.withLock { state in
            let admitted = state.admit(lines.count, at: wall.now())
            let before = admitted > 0 ? state.dropped : 0
            state.dropped += lines.count - admitted - before
            return (admitted, before)
        }
        guard admitted > 0 else { return }
        let notices = droppedBefore > 0 ? [notice(droppedBefore)] : []
        await log(notices + lines.prefix(admitted).map { line($0.text, from: .app) })
    }

    private func notice(_ dropped: Int) -> LogLine {
        line("\(dropped) lines were dropped: more than \(Self.mostLines) a second", from: .runner, level: .warn)
    }

    private func line(_ text: String, from source: LogLine.Source, level: LogLine.Level = .info) -> LogLine {
        LogLine(
            machine: target.id, instanceID: target.instanceID, region: target.region, source: source, level: level,
            message: text
        )
    }

    private func log(_ lines: [LogLine]) async {
        // An app that is gone has no log any more, and a world that closes takes none.
        try? await world.logs.log(lines, of: target.app)
    }
}

extension LineCutter.Line {
    fileprivate var text: String {
        String(decoding: bytes, as: UTF8.self) + (missing > 0 ? " [\(missing) more bytes]" : "")
    }
}
