package import MachineRules
package import OrderedJSON
import Persistence

/// `config.metadata` of machines, changed in place: no new version, no event, and no lease is asked for
/// (reference/machines-rest.md, section 2.4).
///
/// The machine's `versions` show each configuration as it was sent; what is set here stands in the machine only (chosen).
package struct MetadataService: Sendable {
    let world: World

    /// One key and its new value; nil and the empty text remove it.
    package typealias Change = (key: String, value: String?)

    /// - Throws: `Refusal` 404.
    package func metadata(of id: MachineID, in app: AppName) async throws -> JSONObject {
        try await world.read { database, _ in
            try MachineRecord.required(id, in: app, database).parsedConfig().metadata
        }
    }

    /// - Throws: `Refusal` 404 `metadata key not found` (text chosen).
    package func value(of key: String, of id: MachineID, in app: AppName) async throws -> String {
        guard let value = try await metadata(of: id, in: app)[key]?.stringValue else {
            throw Refusal(.metadataKeyNotFound)
        }
        return value
    }

    /// Changes keys and leaves the others.
    /// - Parameter version: the version the caller believes the machine to have, where it says one.
    /// - Throws: `Refusal` 404 also for a destroyed machine (chosen); 412 for another version (text chosen).
    package func change(
        _ changes: [Change],
        of id: MachineID,
        in app: AppName,
        version: String? = nil
    ) async throws {
        try await world.write { transaction in
            var machine = try transaction.machine(id, in: app)
            guard !machine.state.isDestroyed else { throw Refusal(.machineNotFound) }
            if let version, version != machine.instanceID {
                throw Refusal(.metadataVersionMismatch)
            }
            var config = try machine.parsedConfig()
            for change in changes { config.setMetadata(change.key, change.value) }
            machine.config = config.document.text
            machine.updatedAt = transaction.now
            try machine.update(in: transaction.database)
            try transaction.note(machine, from: machine.state)
        }
    }
}

extension World {
    package var metadata: MetadataService { MetadataService(world: self) }
}
