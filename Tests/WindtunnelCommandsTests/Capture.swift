import FakeService
import Foundation
import Synchronization

@testable import WindtunnelCommands

/// A terminal that keeps what is written to it, and gives what a test types.
final class Capture: Sendable {
    private let texts = Mutex((out: "", err: ""))
    private let typed = AsyncStream.makeStream(of: [UInt8].self)
    private let printed = AsyncStream.makeStream(of: Void.self)

    var out: String { texts.withLock { $0.out } }
    var err: String { texts.withLock { $0.err } }

    var terminal: Terminal {
        Terminal(
            out: { self.add($0) },
            err: { text in self.texts.withLock { $0.err += text } },
            raw: { self.add(String(decoding: $0, as: UTF8.self)) },
            input: { await self.typed.stream.first { _ in true } })
    }

    func type(_ text: String) { typed.continuation.yield(Array(text.utf8)) }

    func endInput() { typed.continuation.finish() }

    /// Returns once what was printed has this in it. One waiter at a time.
    func until(_ text: String) async {
        if out.contains(text) { return }
        for await _ in printed.stream where out.contains(text) { return }
    }

    private func add(_ text: String) {
        texts.withLock { $0.out += text }
        printed.continuation.yield()
    }
}

extension CommandContext {
    /// A context that no signal reaches.
    init(environment: [String: String], folder: String, terminal: Terminal) {
        let (never, continuation) = AsyncStream.makeStream(of: Void.self)
        self.init(
            environment: environment, folder: folder, terminal: terminal,
            catchSignals: {
                {
                    for await _ in never {}
                    continuation.finish()
                }
            })
    }
}

/// How a command ended.
struct Outcome: Equatable, Sendable {
    let status: Int32
    let out: String
    let err: String
}

/// Runs the command line tool in process.
/// - Parameters:
///   - folder: where it is called; an empty one unless given.
///   - input: what comes in on standard input; nil leaves it open.
func windtunnel(
    _ arguments: [String], environment: [String: String] = [:], folder: String = "/nonexistent", input: String? = nil
) async -> Outcome {
    let capture = Capture()
    if let input {
        capture.type(input)
        capture.endInput()
    }
    let context = CommandContext(environment: environment, folder: folder, terminal: capture.terminal)
    let status = await WindtunnelTool.run(arguments, context: context)
    return Outcome(status: status, out: capture.out, err: capture.err)
}

/// Runs the tool against a service that answers `answers`.
/// - Returns: how it ended, and what the service was asked.
func windtunnel(
    _ arguments: [String], answers: [String: CannedAnswer], environment: [String: String] = [:], input: String? = nil
) async throws -> (outcome: Outcome, requests: [ReceivedRequest]) {
    let result = Mutex<(Outcome, [ReceivedRequest])?>(nil)
    try await FakeService.serving(answers) { service in
        var environment = environment
        environment["WINDTUNNEL_URL"] = service.url
        let outcome = await windtunnel(arguments, environment: environment, input: input)
        result.withLock { $0 = (outcome, service.requests) }
    }
    return result.withLock { $0 } ?? (Outcome(status: -1, out: "", err: ""), [])
}

/// Runs `body` with a folder that holds these files.
func withFolder(
    _ files: [String: String], _ body: (String) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "windtunnel-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, text) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    try await body(folder.path)
}
