package import MachineRules
import Persistence

/// The memory of running machines (reference/machines-rest.md, section 2.4).
package struct MemoryService: Sendable {
    let world: World

    /// - Throws: `Refusal` 404, 412 `failed_precondition: machine not running` unless the machine is started (chosen).
    package func balloon(of id: MachineID, in app: AppName) async throws -> MemoryBalloon {
        try await world.read { database, _ in
            try MachineRecord.required(id, in: app, database).balloon(MemoryRecord.find(id, in: database))
        }
    }

    /// Changes the balloon and keeps it until the machine boots from cold.
    /// - Throws: `Refusal` 404, 409 while somebody else leases the machine (chosen), 412, and what `change` throws.
    package func change<Answer: Sendable>(
        of id: MachineID,
        in app: AppName,
        nonce: String?,
        _ change: @escaping @Sendable (inout MemoryBalloon) throws -> Answer
    ) async throws -> Answer {
        try await world.write { transaction in
            let machine = try transaction.machine(id, in: app)
            try LeasesService.check(nonce, on: machine, transaction)
            var balloon = try machine.balloon(MemoryRecord.find(id, in: transaction.database))
            let answer = try change(&balloon)
            try MemoryRecord(machineID: id, boots: machine.lifecycle.boots, limitMB: balloon.limitMB)
                .save(in: transaction.database)
            return answer
        }
    }
}

extension MachineRecord {
    fileprivate func balloon(_ record: MemoryRecord?) throws -> MemoryBalloon {
        try requireProcess()
        let isOfThisBoot = record?.boots == lifecycle.boots
        return MemoryBalloon(try parsedConfig().guest, limitMB: isOfThisBoot ? record?.limitMB : nil)
    }

    /// What looks into a machine needs one that runs.
    /// - Throws: `Refusal` 412 `failed_precondition: machine not running`, which is recorded of `exec`; 503 while its
    ///   host cannot be reached.
    package func requireProcess() throws {
        try requireHost()
        guard state == .started else {
            throw Refusal(.machineNotRunning)
        }
    }
}

extension World {
    package var machineMemory: MemoryService { MemoryService(world: self) }
}
