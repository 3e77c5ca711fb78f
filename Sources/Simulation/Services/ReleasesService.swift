package import MachineRules
package import Persistence

/// Releases of the apps of one world (reference/graphql.md, sections 3.4 and 4.2). A release only records what somebody
/// wanted: the machines are the client's to move, and it tells how that goes by changing the status.
package struct ReleasesService: Sendable {
    let world: World

    /// What a create asks for.
    package struct Draft: Sendable {
        package let image: String?
        /// The app's configuration, JSON text.
        package let definition: String?
        /// In GraphQL's words: `ROLLING`.
        package let strategy: String
        /// Whoever makes it.
        package let user: String

        package init(image: String?, definition: String?, strategy: String, user: String) {
            self.image = image
            self.definition = definition
            self.strategy = strategy
            self.user = user
        }
    }

    /// The releases of an app, the newest first.
    /// - Throws: `Refusal` 404 `app not found`.
    package func list(of app: AppName) async throws -> [ReleaseRecord] {
        try await world.read { database, _ in
            try AppRecord.requireExists(app, in: database)
            return try ReleaseRecord.all(of: app, in: database)
        }
    }

    /// The newest release, whatever became of it (chosen); nil before the first.
    package func current(of app: AppName) async throws -> ReleaseRecord? {
        try await world.read { database, _ in try ReleaseRecord.newest(of: app, in: database) }
    }

    /// The newest release of each app that has one, with the app.
    package func currentOfAll() async throws -> [(app: AppRecord, release: ReleaseRecord)] {
        try await world.read { database, _ in
            let releases = try ReleaseRecord.newestOfAll(in: database)
            return try releases.map { (try AppRecord.required($0.appName, in: database), $0) }
        }
    }

    /// - Throws: `Refusal` 404 `release not found` (text chosen).
    package func release(_ id: ReleaseID) async throws -> ReleaseRecord {
        try await world.read { database, _ in
            guard let release = try ReleaseRecord.find(id, in: database) else { throw Self.unknown }
            return release
        }
    }

    /// Makes a release that is `pending` until somebody tells more (chosen).
    /// - Throws: `Refusal` 404 `app not found`.
    package func create(_ draft: Draft, for app: AppName) async throws -> ReleaseRecord {
        try await world.write { transaction in
            _ = try transaction.app(app)
            return try Self.insert(draft, for: app, status: "pending", about: "Deploy image", transaction)
        }
    }

    /// - Parameters:
    ///   - status: nil leaves it as it is.
    ///   - metadata: JSON text; nil leaves it as it is.
    /// - Throws: `Refusal` 404 `release not found` (text chosen).
    package func update(_ id: ReleaseID, status: String?, metadata: String?) async throws -> ReleaseRecord {
        try await world.write { transaction in
            guard var release = try ReleaseRecord.find(id, in: transaction.database) else { throw Self.unknown }
            release.status = status ?? release.status
            release.metadata = metadata ?? release.metadata
            release.updatedAt = transaction.now
            try release.update(in: transaction.database)
            return release
        }
    }

    private static func insert(
        _ draft: Draft,
        for app: AppName,
        status: String,
        about description: String,
        _ transaction: WorldTransaction
    ) throws -> ReleaseRecord {
        let newest = try ReleaseRecord.newest(of: app, in: transaction.database)
        let release = ReleaseRecord(
            id: transaction.random { Identifiers.releaseID(using: &$0) }, appName: app,
            version: (newest?.version ?? 0) + 1, status: status, reason: "change", description: description,
            strategy: draft.strategy, image: draft.image, definition: draft.definition, user: draft.user,
            createdAt: transaction.now)
        try release.insert(in: transaction.database)
        transaction.noteChanged(app)
        return release
    }

    private static let unknown = Refusal(.releaseNotFound)
}

// MARK: - Secrets

extension ReleasesService {
    /// What became of changing secrets the way that makes a release.
    package struct SecretsOutcome: Sendable {
        package let app: AppRecord
        /// Whether any secret is other than before; nothing is stored when none is.
        package let isChanged: Bool
        /// Nil when the app is not deployed: it has neither a release nor a machine (chosen; that it is nil then is
        /// recorded).
        package let release: ReleaseRecord?
    }

    /// Sets and unsets secrets, all or none, and makes a release of the image and the configuration of the one before. It
    /// is `complete` at once, as it moves no machine (chosen).
    /// - Parameters:
    ///   - values: nil unsets.
    ///   - replacingOthers: unsets every secret that is not among them.
    /// - Throws: `Refusal` 404 `app not found`, 400 for a name or a value that cannot be.
    package func changeSecrets(
        _ values: [(name: String, value: String?)],
        replacingOthers: Bool,
        of name: AppName,
        by user: String
    ) async throws -> SecretsOutcome {
        try await world.write { transaction in
            let database = transaction.database
            let app = try transaction.app(name)
            let before = try SecretsService.environment(of: name, in: database)
            var values = values
            if replacingOthers {
                let kept = Set(values.map(\.name))
                values += before.keys.sorted().filter { !kept.contains($0) }.map { ($0, nil) }
            }
            let wanted = values.reduce(into: before) { $0[$1.name] = $1.value }
            guard wanted != before else { return SecretsOutcome(app: app, isChanged: false, release: nil) }
            _ = try SecretsService.update(values, of: name, transaction)
            let newest = try ReleaseRecord.newest(of: name, in: database)
            guard try newest != nil || MachineRecord.count(of: name, in: database) > 0 else {
                return SecretsOutcome(app: app, isChanged: true, release: nil)
            }
            let draft = Draft(
                image: newest?.image, definition: newest?.definition, strategy: newest?.strategy ?? "ROLLING",
                user: user)
            let release = try Self.insert(draft, for: name, status: "complete", about: "Update secrets", transaction)
            return SecretsOutcome(app: app, isChanged: true, release: release)
        }
    }
}

extension World {
    package var releases: ReleasesService { ReleasesService(world: self) }
}
