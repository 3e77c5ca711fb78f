import MachineRules
import Simulation
import Synchronization

@testable import Guests

/// A child under test, and what it has written so far.
struct RunningChild: Sendable {
    let process: ChildProcess
    let stdout = Written()
    let stderr = Written()

    /// - Parameter words: the program and its arguments.
    init(
        _ words: [String],
        environment: [(String, String)] = [],
        in folder: String = "/tmp",
        watch: OrphanWatch
    ) async throws {
        let (stdout, stderr) = (stdout, stderr)
        process = try await ChildProcess.spawn(
            ChildProcess.Command(
                words: words,
                environment: ProcessEnvironment([("PATH", "/usr/bin:/bin")] + environment), folder: folder
            ),
            watch: watch, stdout: { stdout.append($0) }, stderr: { stderr.append($0) }
        )
    }

    /// A script of the shell.
    init(script: String, environment: [(String, String)] = [], watch: OrphanWatch) async throws {
        try await self.init(["/bin/sh", "-c", script], environment: environment, watch: watch)
    }
}

/// Bytes as they come, and who waits for them.
final class Written: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    func append(_ piece: [UInt8]) {
        let ready = state.withLock { state in
            state.bytes += piece
            let ready = state.waiting.filter { $0.count <= state.bytes.count }
            state.waiting.removeAll { $0.count <= state.bytes.count }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Waits until so many bytes have come.
    func reach(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.bytes.count < count { state.waiting.append((count, continuation)) }
                return state.bytes.count >= count
            }
            if isThere { continuation.resume() }
        }
    }
}

/// Runs a test with a watch, which is ended whatever happens; nothing of it may be left.
func withWatch(ledger: String? = nil, _ body: (OrphanWatch) async throws -> Void) async throws {
    let watch = OrphanWatch(ledger: ledger)
    do {
        try await body(watch)
    } catch {
        await watch.end()
        throw error
    }
    await watch.end()
}

/// Whether nothing is left of a watch's children. What was killed takes a moment to be gone.
func allGone(_ watch: OrphanWatch) async -> Bool {
    while !Task.isCancelled {
        if MarkedProcesses.all(marked: watch.mark).isEmpty { return true }
        await Task.yield()
    }
    return false
}
