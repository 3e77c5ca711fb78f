package import MachineRules
import Synchronization

/// Makes the ids that stand in every answer: `fly-request-id`, `fly-trace-id`, `fly-span-id`
/// (reference/machines-rest.md, section 1.4).
///
/// They come from a generator of their own, so that the number of requests does not change what a world makes of its
/// seed.
package final class RequestIDs: Sendable {
    private struct State {
        var generator: SeededGenerator
        var ulids = MonotonicULID()
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp

    package init(seed: UInt64, now: @escaping @Sendable () -> Timestamp) {
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
        self.now = now
    }

    /// The ids of one request.
    package struct IDs: Sendable {
        package let request: String
        package let trace: String
        package let span: String
    }

    package func next() -> IDs {
        let time = now()
        return state.withLock { state in
            let ulid = state.ulids.next(at: time, using: &state.generator)
            let words = (state.generator.next(), state.generator.next(), state.generator.next())
            return IDs(
                request: ulid + "-iad",
                trace: Self.hexadecimal(words.0) + Self.hexadecimal(words.1),
                span: Self.hexadecimal(words.2)
            )
        }
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * index)) & 15
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 16
        }
    }
}
