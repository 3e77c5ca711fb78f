import GRDB
package import MachineRules
import Persistence

/// Certificates of the apps of one world (reference/machines-rest.md, section 2.3). What a certificate goes through is
/// ``MachineRules/CertificateLife``'s.
package struct CertificatesService: Sendable {
    let world: World

    /// A part of an app's certificates.
    package struct Page: Sendable {
        package let certificates: [CertificateView]
        /// How many pass the filter, on all pages.
        package let total: Int
        /// Where the next page begins, nil when this is the last.
        package let next: Int64?
    }

    /// The certificates of an app in the order of making.
    /// - Parameters:
    ///   - filter: what host names contain, in any case; empty for all.
    ///   - after: ``Page/next`` of the page before, 0 for the first.
    /// - Throws: `Refusal` 404 `app not found`.
    package func list(
        of app: AppName,
        containing filter: String = "",
        after: Int64 = 0,
        limit: Int
    ) async throws -> Page {
        try await world.read { database, now in
            let app = try AppRecord.required(app, in: database)
            let filter = filter.lowercased()
            // One more than asked for tells whether there is another page.
            let found = try CertificateRecord.page(
                of: app.name, containing: filter, after: after, limit: limit + 1, in: database
            )
            let page = found.prefix(limit)
            return Page(
                certificates: try page.map { try CertificateView($0, of: app, at: now, in: database) },
                total: try CertificateRecord.count(of: app.name, containing: filter, in: database),
                next: found.count > limit ? page.last?.number : nil
            )
        }
    }

    /// - Throws: `Refusal` 404 `app not found`, `certificate not found`.
    package func certificate(for hostname: String, of app: AppName) async throws -> CertificateView {
        try await world.read { database, now in
            let app = try AppRecord.required(app, in: database)
            return try CertificateView(.required(hostname, of: app.name, in: database), of: app, at: now, in: database)
        }
    }

    /// Asks for certificates of Let's Encrypt, beside a custom one where there is one.
    /// - Throws: `Refusal` 422 for a name that is none, and when they were asked for before.
    package func requestACME(for hostname: String, of app: AppName) async throws -> CertificateView {
        try await world.write { transaction in
            let app = try transaction.app(app)
            return try Self.put(try Hostname(hostname), of: app, transaction) { life throws(Refusal) in
                try life.requestACME()
            }
        }
    }

    /// Takes a certificate the user brings, in the place of one brought before.
    /// - Throws: `Refusal` 422 for a name that is none, and for a certificate that is not for it or not valid now.
    package func upload(
        fullchain: String,
        privateKey: String,
        for hostname: String,
        of app: AppName
    ) async throws -> CertificateView {
        // An app that is not there is told before what is wrong with its certificate, and parsing happens beside other
        // requests, not in the one transaction at a time.
        try await world.read { database, _ in
            try AppRecord.requireExists(app, in: database)
        }
        let hostname = try Hostname(hostname)
        let chain = try CustomChain(fullchain: fullchain, privateKey: privateKey)
        return try await world.write { transaction in
            let custom = try chain.certificate(for: hostname, at: transaction.now)
            return try Self.put(hostname, of: try transaction.app(app), transaction) { life throws(Refusal) in
                life.custom = custom
            }
        }
    }

    /// Looks again whether the host name leads to the app; what was requested is issued now if it does.
    package func check(_ hostname: String, of app: AppName) async throws -> CertificateView {
        try await change(hostname, of: app) { life, finding, now throws(Refusal) in life.check(finding, at: now) }.view
    }

    /// Gives up Let's Encrypt's certificates.
    /// - Throws: `Refusal` 404, also when none were requested.
    package func removeACME(for hostname: String, of app: AppName) async throws -> CertificateView {
        try await change(hostname, of: app) { life, finding, now throws(Refusal) in
            life.see(finding, at: now)
            try life.removeACME()
        }.view
    }

    /// Takes the custom certificate away.
    /// - Returns: what is left, and a warning when nothing answers for the host name any more.
    /// - Throws: `Refusal` 404, also when there is none.
    package func removeCustom(
        for hostname: String,
        of app: AppName
    ) async throws -> (view: CertificateView, warning: String?) {
        try await change(hostname, of: app) { life, finding, now throws(Refusal) in
            life.see(finding, at: now)
            return try life.removeCustom(at: now)
        }
    }

    /// Deletes all there is for a host name.
    /// - Returns: what was deleted.
    /// - Throws: `Refusal` 404 `app not found`, `certificate not found`.
    package func delete(_ hostname: String, of app: AppName) async throws -> CertificateView {
        try await world.write { transaction in
            let app = try transaction.app(app)
            let record = try CertificateRecord.required(hostname, of: app.name, in: transaction.database)
            try record.delete(in: transaction.database)
            try transaction.noteHostnames()
            return try CertificateView(record, of: app, at: transaction.now, in: transaction.database)
        }
    }

    // MARK: - One change of one certificate

    /// Changes what the app has for a host name, or makes it.
    private static func put(
        _ hostname: Hostname,
        of app: AppRecord,
        _ transaction: WorldTransaction,
        _ change: (inout CertificateLife) throws(Refusal) -> Void
    ) throws -> CertificateView {
        let database = transaction.database
        let finding = try finding(of: hostname, app, transaction)
        let record: CertificateRecord
        if var known = try CertificateRecord.find(hostname, of: app.name, in: database) {
            known.life.see(finding, at: transaction.now)
            try change(&known.life)
            known.updatedAt = transaction.now
            try known.update(in: database)
            record = known
        } else {
            var life = CertificateLife(finding: finding)
            try change(&life)
            var made = CertificateRecord(
                id: transaction.random { Identifiers.certificateID(using: &$0) }, appName: app.name,
                hostname: hostname, life: life, createdAt: transaction.now
            )
            try made.insert(in: database)
            try transaction.noteHostnames()
            record = made
        }
        return try CertificateView(record, of: app, at: transaction.now, in: database)
    }

    private func change<Value: Sendable>(
        _ hostname: String,
        of app: AppName,
        _ decide:
            @escaping @Sendable (
                inout CertificateLife, CertificateLife.Finding, Timestamp
            ) throws(Refusal) -> Value
    ) async throws -> (view: CertificateView, Value) {
        try await world.write { transaction in
            let (app, database) = (try transaction.app(app), transaction.database)
            var record = try CertificateRecord.required(hostname, of: app.name, in: database)
            let finding = try Self.finding(of: record.hostname, app, transaction)
            let value = try decide(&record.life, finding, transaction.now)
            record.updatedAt = transaction.now
            try record.update(in: database)
            return (try CertificateView(record, of: app, at: transaction.now, in: database), value)
        }
    }

    private static func finding(
        of hostname: Hostname,
        _ app: AppRecord,
        _ transaction: WorldTransaction
    ) throws -> CertificateLife.Finding {
        let holder = try CertificateRecord.holder(of: hostname, in: transaction.database)
        return CertificateLife.Finding(
            hasAddress: try !app.publicAddresses(in: transaction.database).isEmpty,
            isOwned: holder == nil || holder == app.name
        )
    }
}

extension CertificateRecord {
    /// What an app has for a host name, given in any case; a text that is no host name has no certificate.
    static func required(_ hostname: String, of app: AppName, in database: Database) throws -> CertificateRecord {
        guard let name = try? Hostname(hostname), let record = try find(name, of: app, in: database) else {
            throw CertificateLife.unknown
        }
        return record
    }
}

extension World {
    package var certificates: CertificatesService { CertificatesService(world: self) }
}
