package import MachineRules
import Persistence

/// What whoever runs the processes of machines needs: what they are to be, and where to say how they ended.
extension MachinesService {
    /// A machine with a process of its own, as its row is now.
    package struct ProcessView: Sendable {
        package let state: MachineState
        /// What the machine does next by itself.
        package let step: Step?
        /// Counts cold boots: tells one process from the next.
        package let boots: Int
        package let target: ExecTarget
    }

    /// The machine, nil when there is none of this number.
    package func process(of id: MachineID) async throws -> ProcessView? {
        try await world.read { database, now in
            guard let machine = try MachineRecord.find(id, in: database) else { return nil }
            return ProcessView(
                state: machine.state, step: machine.lifecycle.step, boots: machine.lifecycle.boots,
                target: try ExecTarget(machine, at: now, in: database)
            )
        }
    }

    /// The process of a machine has ended: a stop that waited for it is complete, and what nobody asked for is a crash,
    /// upon which the restart policy acts. Nothing for a process of an earlier boot.
    package func processEnded(_ id: MachineID, boots: Int, as status: ExitStatus) async throws {
        try await world.write { transaction in
            guard let machine = try MachineRecord.find(id, in: transaction.database), machine.lifecycle.boots == boots
            else { return }
            try transaction.processEnded(machine, machine.parsedConfig(), as: status)
        }
    }

    /// Says of every machine that should have a process that it was killed: they ended with the emulator that ran them,
    /// or with the state of the world that they belonged to.
    /// - Parameter isLost: whether nobody runs the processes of a machine.
    package func recoverProcesses(where isLost: @escaping @Sendable (MachineID) -> Bool) async throws {
        try await world.write { transaction in
            for app in try AppRecord.all(of: nil, in: transaction.database) {
                for machine in try MachineRecord.all(
                    of: app.name, includingDestroyed: false, in: transaction.database)
                {
                    let config = try machine.parsedConfig()
                    guard transaction.rules.runsProcess(config), isLost(machine.id) else { continue }
                    try transaction.processEnded(machine, config, as: .killed)
                }
            }
        }
    }
}

extension WorldTransaction {
    fileprivate func processEnded(_ machine: MachineRecord, _ config: MachineConfig, as status: ExitStatus) throws {
        var machine = machine
        let from = machine.state
        let effects = machine.lifecycle.processEnded(status, at: now, facts: MachineLifecycle.Facts(config))
        guard !effects.isEmpty else { return }
        try save(&machine, from: from, effects: effects, cause: .flyd, config: config)
    }
}
