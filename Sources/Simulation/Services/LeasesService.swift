import GRDB
package import MachineRules
package import Persistence

/// Leases on machines (reference/machines-rest.md, sections 2.4 and 4.9).
package struct LeasesService: Sendable {
    let world: World

    /// Seconds a lease holds when the caller says nothing, and at most; both chosen.
    private static let defaultSeconds = 30
    private static let mostSeconds = 3600

    /// The lease that holds.
    /// - Throws: `Refusal` 404 `lease not found`.
    package func lease(on id: MachineID, in app: AppName) async throws -> LeaseRecord {
        try await world.write { transaction in
            let machine = try transaction.machine(id, in: app)
            return try Self.held(on: machine, transaction)
        }
    }

    /// Takes the lease, or, with the nonce of the one that holds, gives it a new end.
    /// - Parameter owner: the caller's user; a lease that is given a new end keeps its owner.
    /// - Throws: `Refusal` 409 while somebody else holds it.
    package func acquire(
        on id: MachineID,
        in app: AppName,
        seconds: Int?,
        description: String,
        owner: String,
        nonce: String?
    ) async throws -> LeaseRecord {
        try await world.write { transaction in
            let machine = try transaction.machine(id, in: app)
            guard !machine.state.isDestroyed else { throw Refusal(.machineNotFound) }
            guard let held = try LeaseRecord.held(on: id, at: transaction.now, in: transaction.database) else {
                return try Self.grant(
                    seconds: seconds, description: description, owner: owner, to: machine, transaction)
            }
            guard held.nonce == nonce else { throw Self.conflict(held) }
            let renewed = LeaseRecord(
                machineID: id, nonce: held.nonce, owner: held.owner,
                description: description.isEmpty ? held.description : description,
                expiresAt: Self.end(after: seconds, at: transaction.now), instanceID: machine.instanceID
            )
            try renewed.save(in: transaction.database)
            return renewed
        }
    }

    /// Gives the lease back.
    /// - Throws: `Refusal` 400 without a nonce, 404 when none holds, 409 for a wrong nonce.
    package func release(on id: MachineID, in app: AppName, nonce: String?) async throws {
        try await world.write { transaction in
            let machine = try transaction.machine(id, in: app)
            guard let nonce, !nonce.isEmpty else {
                throw Refusal(.leaseNonceMissing)
            }
            let held = try Self.held(on: machine, transaction)
            guard held.nonce == nonce else { throw Self.conflict(held) }
            try LeaseRecord.release(id, in: transaction.database)
        }
    }

    /// Refuses a change of a leased machine without the right nonce.
    /// - Throws: `Refusal` 409, the recorded text.
    static func check(_ nonce: String?, on machine: MachineRecord, _ transaction: WorldTransaction) throws {
        try check(nonce, on: machine, at: transaction.now, in: transaction.database)
    }

    static func check(_ nonce: String?, on machine: MachineRecord, at time: Timestamp, in database: Database) throws {
        guard let held = try LeaseRecord.held(on: machine.id, at: time, in: database), held.nonce != nonce else {
            return
        }
        throw conflict(held)
    }

    static func grant(
        seconds: Int?,
        description: String,
        owner: String,
        to machine: MachineRecord,
        _ transaction: WorldTransaction
    ) throws -> LeaseRecord {
        let lease = LeaseRecord(
            machineID: machine.id, nonce: transaction.random { Identifiers.leaseNonce(using: &$0) },
            owner: owner, description: description,
            expiresAt: end(after: seconds, at: transaction.now), instanceID: machine.instanceID
        )
        try lease.save(in: transaction.database)
        return lease
    }

    private static func end(after seconds: Int?, at time: Timestamp) -> Timestamp {
        let wanted = seconds.flatMap { $0 > 0 ? $0 : nil } ?? defaultSeconds
        return time + .seconds(min(wanted, mostSeconds))
    }

    private static func held(on machine: MachineRecord, _ transaction: WorldTransaction) throws -> LeaseRecord {
        guard let lease = try LeaseRecord.held(on: machine.id, at: transaction.now, in: transaction.database) else {
            throw Refusal(.leaseNotFound)
        }
        return lease
    }

    private static func conflict(_ held: LeaseRecord) -> Refusal {
        Refusal(
            .leaseHeld,
            ["machine": held.machineID, "owner": held.owner, "expires": held.expiresAt.rfc3339])
    }
}

extension World {
    package var leases: LeasesService { LeasesService(world: self) }
}
