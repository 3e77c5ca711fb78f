import Fixtures
import Guests
import Hummingbird
import MachineRules
import NIOCore
import Simulation

/// A recorded stream on its way to a live client, on the world's clock and at the client's pace.
struct ReplayStream: Sendable {
    let answer: ReplayAnswer
    let script: StreamScript
    let run: ReplayRun
    let world: World
    let connection: ClientConnection
    /// Whether nothing waits for time.
    let atOnce: @Sendable () -> Bool

    var body: ResponseBody {
        ResponseBody { writer in
            var position = run.begin(script, of: answer.entry, at: world.now.milliseconds)
            // As long as it is kept, it tells when the client leaves.
            let departure = connection.whenLeft { [run, position] in run.leave(position) }
            defer { withExtendedLifetime(departure) { run.forget(position) } }
            while let bytes = try await next(&position) { try await writer.write(ByteBuffer(bytes: bytes)) }
            try await writer.finish(nil)
        }
    }

    /// What comes next as soon as it does; nil at the end of the stream, and when its client has left.
    private func next(_ position: inout StreamPosition) async throws -> [UInt8]? {
        while true {
            let atOnce = atOnce() || world.stepping == .immediate
            let now = world.now.milliseconds
            switch run.next(of: &position, now: now, runs: !world.clock.isFrozen, atOnce: atOnce) {
            case .write(let bytes): return bytes
            case .finish: return nil
            case .wait(let bell, let time):
                let token = time.map { time in
                    world.schedule(at: Timestamp(milliseconds: time)) { bell.keep(()) }
                }
                defer { if let token { world.cancel(token) } }
                await bell.value(onCancel: ())
                try Task.checkCancellation()
            }
        }
    }
}
