import Fixtures
import HTTPTypes
import MachineRules
import OrderedJSON
import Simulation
import Synchronization
import WindtunnelTestSupport

/// Passes requests on to an emulator and keeps what went over the wire, as a recording has it.
final class Tape: Sendable {
    private let emulator: TestEmulator
    private let kept = Mutex<[Interaction]>([])

    init(_ emulator: TestEmulator) {
        self.emulator = emulator
    }

    @discardableResult
    func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) async throws -> Answer {
        let begin = try await emulator.world.now
        let answer = try await emulator.send(method, path, body)
        let site = path.hasPrefix("/graphql") ? "https://api.fly.io" : "https://api.machines.dev"
        let interaction = Interaction(
            startedAt: begin.rfc3339Milliseconds,
            request: RecordedRequest(
                method: method.rawValue, url: site + path,
                body: body.map { RecordedBody($0.text, mimeType: "application/json") }),
            response: RecordedResponse(
                status: answer.code,
                headers: ["Content-Type": answer.header("content-type") ?? ""], content: .whole(answer.bytes)))
        kept.withLock { $0.append(interaction) }
        return answer
    }

    func get(_ path: String) async throws -> JSON { try await send(.get, path).json }

    /// The recording as a file's bytes.
    var har: [UInt8] { HARWriter.text(Recording(kept.withLock(\.self)), version: "test") }
}

extension TestEmulator {
    /// Gives a world the state of a recording.
    func hydrate(_ world: String, from har: [UInt8]) async throws -> Answer {
        try await send(.post, "/_windtunnel/worlds/\(world)/hydrate", bytes: har)
    }
}
