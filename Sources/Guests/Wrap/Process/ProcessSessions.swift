import ModelContextProtocol
import Synchronization

/// Programs for the sessions of the HTTP transports: each has one of its own, so that nobody's handshake, protocol era
/// or open requests are another's. What sessions share is the files of the machine's volume.
final class ProcessSessions: Sendable {
    private let command: Task<ChildProcess.Command, any Error>
    private let watch: OrphanWatch
    private let log: MachineLog
    private let connections = Mutex<[ObjectIdentifier: Connection]>([:])

    init(_ command: Task<ChildProcess.Command, any Error>, watch: OrphanWatch, log: @escaping MachineLog) {
        self.command = command
        self.watch = watch
        self.log = log
    }

    /// Chosen: so many programs a machine, besides wrap's own.
    static let limits = SessionLimits(sessions: 16)

    var backend: ToolBackend {
        ToolBackend(.speaksFreely) { listener in try await self.connect(listener) }
    }

    /// The machine is suspended: every program stands still.
    func freeze() { for connection in all { connection.process.freeze() } }

    /// And goes on.
    func thaw() { for connection in all { connection.process.thaw() } }

    private var all: [Connection] { connections.withLock { Array($0.values) } }

    private func connect(_ listener: ToolListener) async throws -> any ToolConnection {
        let process = try await LineProcess.start(
            try await command.value, watch: watch,
            LineProcess.Listener(line: { listener.hear($0) }, log: log, ended: listener.end))
        let connection = Connection(process: process) { [weak self] in self?.forget($0) }
        connections.withLock { $0[ObjectIdentifier(connection)] = connection }
        return connection
    }

    private func forget(_ connection: Connection) {
        connections.withLock { $0[ObjectIdentifier(connection)] = nil }
    }

    private final class Connection: ToolConnection {
        let process: LineProcess
        private let closed: @Sendable (Connection) -> Void

        init(process: LineProcess, closed: @escaping @Sendable (Connection) -> Void) {
            self.process = process
            self.closed = closed
        }

        func send(_ message: [UInt8]) async throws {
            try await process.write(message + [UInt8(ascii: "\n")])
        }

        /// Killed, as wrap kills its own when the machine stops.
        func close() {
            process.kill()
            closed(self)
        }
    }
}
