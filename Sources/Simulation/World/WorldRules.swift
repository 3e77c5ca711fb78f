package import Logging
package import MachineRules
import Persistence

/// What all worlds of an emulator share: how long things take, and what ends a process at once.
package struct WorldRules: Sendable {
    package let profile: Profile
    package let speed: Double
    /// The seed of the first world; others derive theirs from it and their name.
    package let seed: UInt64
    /// How a machine of this configuration ends right after booting, nil when it runs on: an image whose process this
    /// emulator cannot run exits with code 1.
    package let exitAtBoot: @Sendable (MachineConfig) -> ExitStatus?
    package let logger: Logger

    package init(
        profile: Profile,
        speed: Double,
        seed: UInt64,
        logger: Logger = Logger(label: "windtunnel.world"),
        exitAtBoot: @escaping @Sendable (MachineConfig) -> ExitStatus?
    ) {
        self.profile = profile
        self.speed = speed
        self.seed = seed
        self.exitAtBoot = exitAtBoot
        self.logger = logger
    }

    func newWorld(name: String, at time: Timestamp) -> WorldRecord {
        let seed = name.utf8.reduce(self.seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return WorldRecord(
            createdAt: time, seed: seed, generator: seed, lastULID: "", profile: nil,
            clock: WorldRecord.Clock(isFrozen: false, speed: speed, worldAnchor: time, wallAnchor: time),
            stepping: Stepping.auto.rawValue
        )
    }
}
