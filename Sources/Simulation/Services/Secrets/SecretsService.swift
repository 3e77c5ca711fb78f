package import GRDB
package import MachineRules
package import Persistence

/// App secrets of one world (reference/machines-rest.md, section 2.6). Setting one restarts nothing: machines read
/// their environment when they boot.
package struct SecretsService: Sendable {
    let world: World

    /// An app's secrets after a change.
    package struct Outcome: Sendable {
        /// All of the app, by name.
        package let secrets: [SecretRecord]
        package let version: Int
    }

    // MARK: - Reading

    /// The secrets of an app by name.
    /// - Parameter minimum: the secrets version the caller must not be told less than.
    /// - Throws: `Refusal` 404 `app not found`, 412 when the minimum is newer than what there is.
    package func list(of app: AppName, minimum: Int?) async throws -> [SecretRecord] {
        try await world.read { database, _ in
            try Self.require(app, minimum: minimum, in: database)
            return try SecretRecord.all(of: app, in: database)
        }
    }

    /// - Throws: `Refusal` 404 `app not found` or `secret not found`, 412 as for a list.
    package func secret(_ name: String, of app: AppName, minimum: Int?) async throws -> SecretRecord {
        try await world.read { database, _ in
            try Self.require(app, minimum: minimum, in: database)
            guard let secret = try SecretRecord.find(name, of: app, in: database) else { throw Self.unknown }
            return secret
        }
    }

    // MARK: - Changing

    /// Sets and unsets several at once, all or none. One version for all of them; a call that changes nothing, because it
    /// names nothing or unsets only what is not there, leaves the version as it is. Setting the value a secret has
    /// already is a change.
    /// - Parameter values: nil unsets.
    /// - Throws: `Refusal` 404 `app not found`, 400 for a name or a value that cannot be.
    package func update(_ values: [(name: String, value: String?)], of app: AppName) async throws -> Outcome {
        try await world.write { try Self.update(values, of: app, $0) }
    }

    /// The same inside a transaction.
    static func update(
        _ values: [(name: String, value: String?)],
        of app: AppName,
        _ transaction: WorldTransaction
    ) throws -> Outcome {
        let database = transaction.database
        _ = try transaction.app(app)
        var removed = false
        for (name, value) in values where value == nil {
            removed = try SecretRecord.delete(name, of: app, in: database) || removed
        }
        let set = values.compactMap { name, value in value.map { (name, $0) } }
        if removed || !set.isEmpty {
            let version = try SecretsVersion.raise(of: app, in: database)
            for (name, value) in set {
                try SecretRules.validateValue(value, at: "values.\(name)")
                _ = try save(value, as: name, of: app, version: version, transaction)
            }
        }
        return Outcome(
            secrets: try SecretRecord.all(of: app, in: database),
            version: try SecretsVersion.current(of: app, in: database))
    }

    /// Sets one.
    /// - Returns: the secret, whose version is the app's.
    /// - Throws: `Refusal` 404 `app not found`, 400 for a name or a value that cannot be.
    package func set(_ value: String, as name: String, of app: AppName) async throws -> SecretRecord {
        try await world.write { transaction in
            _ = try transaction.app(app)
            try SecretRules.validateValue(value, at: "value")
            let version = try SecretsVersion.raise(of: app, in: transaction.database)
            return try Self.save(value, as: name, of: app, version: version, transaction)
        }
    }

    /// - Returns: the app's version after it.
    /// - Throws: `Refusal` 404 `app not found` or `secret not found` (chosen).
    package func delete(_ name: String, of app: AppName) async throws -> Int {
        try await world.write { transaction in
            _ = try transaction.app(app)
            guard try SecretRecord.delete(name, of: app, in: transaction.database) else { throw Self.unknown }
            return try SecretsVersion.raise(of: app, in: transaction.database)
        }
    }

    private static func save(
        _ value: String,
        as name: String,
        of app: AppName,
        version: Int,
        _ transaction: WorldTransaction
    ) throws -> SecretRecord {
        try SecretRules.validateName(name)
        let before = try SecretRecord.find(name, of: app, in: transaction.database)
        let secret = SecretRecord(
            appName: app, name: name, value: value,
            digest: SecretDigest.text(app: app, name: name, value: value), version: version,
            createdAt: before?.createdAt ?? transaction.now, updatedAt: transaction.now)
        try secret.save(in: transaction.database)
        return secret
    }

    private static let unknown = Refusal(.secretNotFound)
}

/// What others need inside a transaction of their own.
extension SecretsService {
    /// The version that an app's secrets and secret keys have; 0 before the first change.
    package static func version(of app: AppName, in database: Database) throws -> Int {
        try SecretsVersion.current(of: app, in: database)
    }

    /// What a machine of the app finds in its environment.
    package static func environment(of app: AppName, in database: Database) throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try SecretRecord.all(of: app, in: database).map { ($0.name, $0.value) })
    }

    /// The app must be there, and its secrets at least as new as wanted.
    /// - Throws: `Refusal` 404 `app not found`, 412
    ///   `failed_precondition: secrets version <minimum> is not available, currently <version>` (chosen).
    package static func require(_ app: AppName, minimum: Int?, in database: Database) throws {
        try AppRecord.requireExists(app, in: database)
        guard let minimum else { return }
        try SecretRules.requireVersion(minimum, current: version(of: app, in: database))
    }
}

extension World {
    package var secrets: SecretsService { SecretsService(world: self) }
}
