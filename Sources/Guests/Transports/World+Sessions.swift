import MachineRules
package import ModelContextProtocol
package import Simulation

extension World {
    /// The time of this world's sessions.
    package var sessionClock: SessionClock {
        SessionClock(
            now: { [weak self] in .milliseconds(self?.now.milliseconds ?? 0) },
            after: { [weak self] delay, action in
                guard let self else { return }
                _ = schedule(at: now + delay) { action() }
            })
    }

    /// A session's id from the world's randomness: 32 hexadecimal digits.
    package func makeSessionID() async throws -> String {
        try await write { transaction in
            transaction.random { generator in
                (0..<2).map { _ in
                    let digits = String(generator.next(), radix: 16)
                    return String(repeating: "0", count: 16 - digits.count) + digits
                }.joined()
            }
        }
    }
}
