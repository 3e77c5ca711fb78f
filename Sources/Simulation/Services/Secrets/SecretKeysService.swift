import GRDB
package import MachineRules
package import Persistence

/// Secret keys of one world: an app's own key management (reference/machines-rest.md, section 2.7).
package struct SecretKeysService: Sendable {
    let world: World

    // MARK: - Keys

    /// The keys of an app by name.
    /// - Parameters:
    ///   - types: only keys of these types; of all when nil. A word that is no type is nobody's.
    ///   - minimum: the secrets version the caller must not be told less than.
    /// - Throws: `Refusal` 404 `app not found`, 412 when the minimum is newer than what there is.
    package func list(of app: AppName, types: Set<String>?, minimum: Int?) async throws -> [SecretKeyRecord] {
        try await world.read { database, _ in
            try SecretsService.require(app, minimum: minimum, in: database)
            return try SecretKeyRecord.all(of: app, in: database).filter { types?.contains($0.type) ?? true }
        }
    }

    /// - Throws: `Refusal` 404 `app not found` or `secret key not found` (chosen), 412 as for a list.
    package func key(_ name: String, of app: AppName, minimum: Int?) async throws -> SecretKeyRecord {
        try await world.read { database, _ in try Self.find(name, of: app, minimum: minimum, in: database) }
    }

    /// Stores a caller's key, in the place of any other of its name.
    /// - Returns: the key, whose version is the app's.
    /// - Throws: `Refusal` 404 `app not found`, 400 for a name that cannot be.
    package func set(_ key: SecretKey, as name: String, of app: AppName) async throws -> SecretKeyRecord {
        try await world.write { try Self.save(key, as: name, of: app, $0) }
    }

    /// Makes a key out of the world's seeded randomness, and stores it like one that was set.
    /// - Throws: as ``set(_:as:of:)``.
    package func generate(_ type: SecretKeyType, as name: String, of app: AppName) async throws -> SecretKeyRecord {
        try await world.write { transaction in
            let key = transaction.random { SecretKey(generating: type, using: &$0) }
            return try Self.save(key, as: name, of: app, transaction)
        }
    }

    /// - Returns: the app's version after it.
    /// - Throws: `Refusal` 404 `app not found` or `secret key not found`.
    package func delete(_ name: String, of app: AppName) async throws -> Int {
        try await world.write { transaction in
            _ = try transaction.app(app)
            guard try SecretKeyRecord.delete(name, of: app, in: transaction.database) else { throw Self.unknown }
            return try SecretsVersion.raise(of: app, in: transaction.database)
        }
    }

    // MARK: - Work

    /// Which key shall work.
    package struct Selection: Sendable {
        package let name: String
        package let app: AppName
        package let minimum: Int?

        package init(name: String, app: AppName, minimum: Int?) {
            self.name = name
            self.app = app
            self.minimum = minimum
        }
    }

    /// Encrypts under a nonce out of the world's seeded randomness, which is why this is a change of the world.
    /// - Throws: `Refusal` as ``key(_:of:minimum:)``, and 400 for a key that does not encrypt.
    package func encrypt(
        _ plaintext: [UInt8],
        associatedData: [UInt8],
        with selection: Selection
    ) async throws -> [UInt8] {
        try await world.write { transaction in
            let nonce = transaction.random { $0.bytes(XAES256GCM.nonceLength) }
            return try Self.key(selection, in: transaction.database)
                .encrypt(plaintext, associatedData: associatedData, nonce: nonce)
        }
    }

    /// - Throws: `Refusal` as ``key(_:of:minimum:)``, and 400 as `SecretKey.decrypt`.
    package func decrypt(
        _ ciphertext: [UInt8],
        associatedData: [UInt8],
        with selection: Selection
    ) async throws -> [UInt8] {
        try await key(selection).decrypt(ciphertext, associatedData: associatedData)
    }

    /// - Throws: `Refusal` as ``key(_:of:minimum:)``, and 400 for a key that does not sign.
    package func sign(_ message: [UInt8], with selection: Selection) async throws -> [UInt8] {
        try await key(selection).signature(of: message)
    }

    /// - Throws: `Refusal` as ``key(_:of:minimum:)``, and 400 as `SecretKey.verify`.
    package func verify(_ signature: [UInt8], of message: [UInt8], with selection: Selection) async throws {
        try await key(selection).verify(signature, of: message)
    }

    private func key(_ selection: Selection) async throws -> SecretKey {
        try await world.read { database, _ in try Self.key(selection, in: database) }
    }

    private static func key(_ selection: Selection, in database: Database) throws -> SecretKey {
        let record = try find(selection.name, of: selection.app, minimum: selection.minimum, in: database)
        return try SecretKey(SecretKeyType(named: record.type), value: record.value)
    }

    private static func find(
        _ name: String,
        of app: AppName,
        minimum: Int?,
        in database: Database
    ) throws -> SecretKeyRecord {
        try SecretsService.require(app, minimum: minimum, in: database)
        guard let record = try SecretKeyRecord.find(name, of: app, in: database) else { throw unknown }
        return record
    }

    private static func save(
        _ key: SecretKey,
        as name: String,
        of app: AppName,
        _ transaction: WorldTransaction
    ) throws -> SecretKeyRecord {
        let database = transaction.database
        _ = try transaction.app(app)
        try SecretRules.validateKeyName(name)
        let before = try SecretKeyRecord.find(name, of: app, in: database)
        let record = SecretKeyRecord(
            appName: app, name: name, type: key.type.rawValue, value: key.value, publicKey: key.publicKey,
            version: try SecretsVersion.raise(of: app, in: database), createdAt: before?.createdAt ?? transaction.now,
            updatedAt: transaction.now)
        try record.save(in: database)
        return record
    }

    private static let unknown = Refusal(.secretKeyNotFound)
}

extension World {
    package var secretKeys: SecretKeysService { SecretKeysService(world: self) }
}
