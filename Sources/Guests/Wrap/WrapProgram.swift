import ModelContextProtocol
import Synchronization

/// The program behind wrap: it is written to, and prints to a ``WrapOutlet``.
protocol WrapProgram: Sendable {
    /// What sessions of the other transports are connected to.
    var backend: ToolBackend { get }

    /// How many of them there may be.
    var limits: SessionLimits { get }

    /// Writes to its standard input; returns when it has taken all.
    /// - Throws: ``ProgramGone``, and nothing else.
    func write(_ bytes: [UInt8]) async throws

    /// Its machine is suspended: it stands still.
    func freeze()

    /// Its machine goes on, and so does it.
    func thaw()

    /// Its machine has stopped: it is killed, as wrap does.
    func end()
}

/// Nobody reads what is written to the program.
struct ProgramGone: Error, CustomStringConvertible {
    /// In the words of Go.
    let reason: String

    var description: String { reason }

    static let brokenPipe = ProgramGone(reason: "write |1: broken pipe")
    static let fileClosed = ProgramGone(reason: "write |1: file already closed")
}

/// A tool server within this process, as a program: it answers a line before it takes the next one.
final class BuiltInProgram: WrapProgram {
    /// Nil when the server found none of its folders: the program is dead, wrap runs on.
    private let server: ToolServer?
    private let outlet: WrapOutlet
    private let splitter = Mutex(LineSplitter())

    init(_ server: ToolServer?, printingTo outlet: WrapOutlet) {
        self.server = server
        self.outlet = outlet
    }

    var backend: ToolBackend {
        if let server { return ToolBackend(server) }
        return ToolBackend(.answersAtOnce) { _ in throw ProgramGone.brokenPipe }
    }

    var limits: SessionLimits { SessionLimits() }

    func write(_ bytes: [UInt8]) async throws {
        guard let server else { throw ProgramGone.brokenPipe }
        for line in splitter.withLock({ $0.append(bytes) }) {
            if let reply = await server.reply(toLine: line) { await outlet.print(reply) }
        }
    }

    func freeze() {}

    func thaw() {}

    func end() {}
}
