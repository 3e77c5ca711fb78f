package import GRDB
package import MachineRules
package import Persistence

/// Apps of one world (reference/machines-rest.md, section 2.1).
package struct AppsService: Sendable {
    let world: World

    /// What a create asks for.
    package struct Draft: Sendable {
        package let name: String?
        package let orgSlug: String
        package let network: String
        package let idempotencyKey: String?

        package init(name: String?, orgSlug: String, network: String, idempotencyKey: String?) {
            self.name = name
            self.orgSlug = orgSlug
            self.network = network
            self.idempotencyKey = idempotencyKey
        }
    }

    /// An app with what is counted about it.
    package struct Overview: Sendable {
        package let app: AppRecord
        /// The name its organization was given, nil for one that nobody made.
        package let organizationName: String?
        package let machineCount: Int
        package let volumeCount: Int
    }

    /// Makes an app; the same idempotency key gives back the app made with it.
    /// - Throws: `Refusal` 422 for an illegal or a taken name.
    package func create(_ draft: Draft) async throws -> Overview {
        try await world.write { transaction in
            if let made = try repeated(draft, in: transaction) {
                return try Overview(made, in: transaction.database)
            }
            let name = try freshName(draft.name, in: transaction)
            let app = transaction.random { generator in
                AppRecord(
                    id: Identifiers.appID(using: &generator).rawValue, name: name, orgSlug: draft.orgSlug,
                    network: draft.network, networkPrefix: PrivateNetwork(using: &generator).prefix,
                    numericID: Int(Identifiers.numericID(using: &generator)), createdAt: transaction.now,
                    idempotencyKey: draft.idempotencyKey
                )
            }
            try app.insert(in: transaction.database)
            transaction.noteMade(name)
            return Overview(
                app: app, organizationName: try Overview.organizationName(of: app, in: transaction.database),
                machineCount: 0, volumeCount: 0)
        }
    }

    /// - Throws: `Refusal` 404 `app not found`.
    package func app(_ name: AppName) async throws -> Overview {
        if let known = world.overviews[name] { return known }
        return try await world.read { [overviews = world.overviews] database, _ in
            let overview = try Overview(AppRecord.required(name, in: database), in: database)
            overviews.keep(overview)
            return overview
        }
    }

    /// The apps of an organization, or of all, in the order of making.
    package func list(of orgSlug: String?) async throws -> [Overview] {
        try await world.read { database, _ in
            try AppRecord.all(of: orgSlug, in: database).map { try Overview($0, in: database) }
        }
    }

    /// Deletes the app with all it has, running or not.
    /// - Throws: `Refusal` 404 `app not found`.
    package func delete(_ name: AppName) async throws {
        let files = try await world.write { transaction in
            _ = try transaction.app(name)
            let machines = try MachineRecord.all(of: name, includingDestroyed: true, in: transaction.database)
            let volumes = try VolumeRecord.shown(of: name, in: transaction.database)
            let snapshots = try SnapshotRecord.all(of: name, in: transaction.database)
            try AppRecord.delete(name, in: transaction.database)
            transaction.noteRemoved(name, machines: machines.map(\.id))
            try transaction.noteHostnames()
            return volumes.map { StoredFiles.volume($0.id) } + snapshots.map { .snapshot($0.id) }
        }
        for files in files { world.folder.remove(files) }
    }

    /// Moves the app to another organization, with all it has; its addresses and its network's name stay (chosen).
    /// - Throws: `Refusal` 404 `app not found`.
    package func move(_ name: AppName, to orgSlug: String) async throws -> AppRecord {
        try await world.write { transaction in
            var app = try transaction.app(name)
            app.orgSlug = orgSlug
            try app.update(in: transaction.database)
            transaction.noteChanged(name)
            return app
        }
    }

    private func repeated(_ draft: Draft, in transaction: WorldTransaction) throws -> AppRecord? {
        guard let key = draft.idempotencyKey, let made = try AppRecord.made(with: key, in: transaction.database) else {
            return nil
        }
        guard draft.name == nil || draft.name == made.name.rawValue else {
            // The document says only that it is rejected; the text is chosen.
            throw Refusal(.idempotencyKeyReused)
        }
        return made
    }

    private func freshName(_ wanted: String?, in transaction: WorldTransaction) throws -> AppName {
        if let wanted {
            try AppRules.validateName(wanted)
            let name = AppName(rawValue: wanted)
            if try AppRecord.exists(name, in: transaction.database) { throw AppRules.nameTaken }
            return name
        }
        var name = transaction.random { Identifiers.appGeneratedName(using: &$0) }
        while try AppRecord.exists(name, in: transaction.database) {
            name = transaction.random { Identifiers.appGeneratedName(using: &$0) }
        }
        return name
    }
}

extension AppsService.Overview {
    package init(_ app: AppRecord, in database: Database) throws {
        self.init(
            app: app, organizationName: try Self.organizationName(of: app, in: database),
            machineCount: try MachineRecord.count(of: app.name, in: database),
            volumeCount: try VolumeRecord.count(of: app.name, in: database)
        )
    }

    /// Most apps are in the personal organization, which nobody makes.
    fileprivate static func organizationName(of app: AppRecord, in database: Database) throws -> String? {
        app.orgSlug == "personal" ? nil : try OrganizationRecord.find(app.orgSlug, in: database)?.name
    }
}

extension World {
    package var apps: AppsService { AppsService(world: self) }
}
