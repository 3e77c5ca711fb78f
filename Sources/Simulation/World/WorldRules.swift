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
    package let exitAtBoot: @Sendable (MachineConfig) -> BootFailure?
    /// Whether a machine of this configuration has a process outside of the world, which takes its own time to end:
    /// whoever runs it says when it has, see ``MachinesService/processEnded(_:boots:as:)``.
    package let runsProcess: @Sendable (MachineConfig) -> Bool
    package let logger: Logger

    package init(
        profile: Profile,
        speed: Double,
        seed: UInt64,
        logger: Logger = Logger(label: "windtunnel.world"),
        runsProcess: @escaping @Sendable (MachineConfig) -> Bool = { _ in false },
        exitAtBoot: @escaping @Sendable (MachineConfig) -> BootFailure?
    ) {
        self.profile = profile
        self.speed = speed
        self.seed = seed
        self.exitAtBoot = exitAtBoot
        self.runsProcess = runsProcess
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

/// How a machine ends that cannot run, and why.
package struct BootFailure: Sendable, Hashable {
    package let status: ExitStatus
    /// For the machine's log.
    package let reason: String

    package init(_ status: ExitStatus = ExitStatus(exitCode: 1), reason: String) {
        self.status = status
        self.reason = reason
    }
}
