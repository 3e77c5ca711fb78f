package import MachineRules
import Persistence

/// What checks of machines say, and what only a test does to their surroundings: checks are made to say something, a host
/// goes away.
package struct HealthService: Sendable {
    let world: World

    /// Makes a check of a machine say so until it is let go; it still fails while the machine does not run.
    /// - Parameter word: nil lets the check find out for itself again.
    /// - Throws: `Refusal` 404 for a machine or a check that is not there.
    package func report(
        _ word: CheckStatus.Word?,
        output: String,
        by check: String,
        of id: MachineID
    ) async throws {
        try await world.write { transaction in
            let machine = try Self.machine(id, transaction)
            guard try machine.parsedConfig().checks.contains(where: { $0.name == check }) else {
                throw Refusal(.checkNotFound, ["check": check])
            }
            if let word {
                let status = CheckStatus(name: check, word: word, output: output, updatedAt: transaction.now)
                try CheckReport.set(status, of: id, in: transaction.database)
            } else {
                try CheckReport.clear(check, of: id, in: transaction.database)
            }
            try transaction.note(machine, from: machine.state)
        }
    }

    /// Keeps what a check has found by looking at the program of a started machine; nothing while it is made to say
    /// something else, and for a program of an earlier boot.
    package func find(
        _ word: CheckStatus.Word,
        output: String,
        by check: String,
        of id: MachineID,
        boots: Int
    ) async throws {
        try await world.write { transaction in
            guard let machine = try MachineRecord.find(id, in: transaction.database), machine.state == .started,
                machine.lifecycle.boots == boots
            else { return }
            let status = CheckStatus(name: check, word: word, output: output, updatedAt: transaction.now)
            try CheckReport.find(status, of: id, in: transaction.database)
            try transaction.note(machine, from: machine.state)
        }
    }

    /// Lets the host of a machine go away, or brings it back. Machines that stand by for one whose host went away are
    /// started (reference/machines-rest.md, section 3.3, `standbys`); they run on when it is back (chosen).
    /// - Throws: `Refusal` 404.
    package func setHost(_ status: HostStatus, of id: MachineID) async throws {
        try await world.write { transaction in
            var machine = try Self.machine(id, transaction)
            guard machine.hostStatus != status else { return }
            let before = machine.hostStatus
            machine.hostStatus = status
            try machine.update(in: transaction.database)
            try transaction.note(machine, from: machine.state)
            if before == .ok { try transaction.startStandbys(for: machine) }
        }
    }

    private static func machine(_ id: MachineID, _ transaction: WorldTransaction) throws -> MachineRecord {
        guard let machine = try MachineRecord.find(id, in: transaction.database), !machine.state.isDestroyed else {
            throw Refusal(.machineNotFound)
        }
        return machine
    }
}

extension WorldTransaction {
    fileprivate func startStandbys(for lost: MachineRecord) throws {
        for var machine in try MachineRecord.all(of: lost.appName, includingDestroyed: false, in: database) {
            let config = try machine.parsedConfig()
            guard config.standbys.contains(lost.id.rawValue), machine.hostStatus == .ok,
                machine.state == .stopped || machine.state == .suspended || machine.state == .failed
            else { continue }
            let from = machine.state
            let effects = try machine.lifecycle.requestStart(by: .flyd)
            try save(&machine, from: from, effects: effects, cause: .flyd, config: config)
        }
    }
}

extension MachineRecord {
    /// - Throws: `Refusal` 503 while the machine's host cannot be reached (text chosen, section 1.6).
    func requireHost() throws {
        guard hostStatus == .ok else { throw Refusal(.hostUnreachable) }
    }
}

extension World {
    package var health: HealthService { HealthService(world: self) }
}
