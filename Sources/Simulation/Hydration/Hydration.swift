import Fixtures
import MachineRules
import OrderedJSON
import Persistence

/// Takes a recording's apps over into a world, inside one transaction.
///
/// What the world could not hold is left out and told of, rather than refused: a recording is what happened, and most of
/// it is of use.
struct Hydration {
    let transaction: WorldTransaction
    private var report = HydrationReport()

    init(_ transaction: WorldTransaction, leftOut: [LeftOut]) {
        self.transaction = transaction
        report.leftOut = leftOut
    }

    var finished: HydrationReport {
        var report = report
        report.leftOut.sort { $0.entry < $1.entry }
        return report
    }

    mutating func leaveOut(_ entry: Int, _ why: String) { report.leftOut.append(LeftOut(entry: entry, why: why)) }

    mutating func count(_ kind: WritableKeyPath<HydrationReport, Int>) { report[keyPath: kind] += 1 }

    /// - Throws: ``HydrationConflict`` naming the first thing of the app that the world has already.
    func requireFree(_ app: RecordedApp) throws {
        let database = transaction.database
        if try AppRecord.exists(AppName(app.name), in: database) { throw HydrationConflict(what: "app \(app.name)") }
        if let id = app.document.text("id"), try AppRecord.exists(id: id, in: database) {
            throw HydrationConflict(what: "app with the id \(id)")
        }
        for machine in app.machines {
            if try MachineRecord.find(MachineID(machine.id), in: database) != nil {
                throw HydrationConflict(what: "machine \(machine.id)")
            }
            for version in machine.versions where try VersionRecord.exists(version.id, in: database) {
                throw HydrationConflict(what: "machine version \(version.id)")
            }
        }
        for volume in app.volumes where try VolumeRecord.find(VolumeID(volume.id), in: database) != nil {
            throw HydrationConflict(what: "volume \(volume.id)")
        }
        for snapshot in app.snapshots where try SnapshotRecord.find(SnapshotID(snapshot.id), in: database) != nil {
            throw HydrationConflict(what: "snapshot \(snapshot.id)")
        }
    }

    mutating func take(_ recorded: RecordedApp) throws {
        do throws(Refusal) {
            try AppRules.validateName(recorded.name)
        } catch {
            return leaveOut(recorded.entry, "app \(recorded.name): its name is none that an app can have")
        }
        var app = try appRecord(of: recorded)
        try app.insert(in: transaction.database)
        transaction.noteMade(app.name)
        report.apps.append(recorded.name)
        try takeOrganization(of: recorded)
        for machine in recorded.machines { try take(machine, of: app) }
        for volume in recorded.volumes { try take(volume: volume, of: app, recorded) }
        for machine in recorded.machines { try takeMount(of: machine, in: app) }
        for snapshot in recorded.snapshots { try take(snapshot: snapshot, of: app) }
        for address in recorded.addresses { try take(address: address, of: &app) }
        try app.update(in: transaction.database)
        try takeSecrets(of: recorded, app)
        for certificate in recorded.certificates { try take(certificate: certificate, of: app) }
    }

    // MARK: - The app itself

    private func appRecord(of recorded: RecordedApp) throws -> AppRecord {
        let document = recorded.document
        let known = document.text("id").flatMap { $0 == recorded.name ? nil : $0 }
        let id = try known.flatMap { try AppRecord.exists(id: $0, in: transaction.database) ? nil : $0 }
        return transaction.random { generator in
            AppRecord(
                id: id ?? Identifiers.appID(using: &generator).rawValue, name: AppName(recorded.name),
                orgSlug: document["organization"]?["slug"]?.stringValue ?? "personal",
                network: document.text("network") ?? "default",
                networkPrefix: network(of: recorded)?.prefix ?? PrivateNetwork(using: &generator).prefix,
                numericID: document["internal_numeric_id"]?.intValue
                    ?? Int(Identifiers.numericID(using: &generator)),
                createdAt: time(document["created_at"], else: recorded.at), idempotencyKey: nil
            )
        }
    }

    /// The network that the recorded addresses are in.
    private func network(of recorded: RecordedApp) -> PrivateNetwork? {
        let machines = recorded.machines.lazy.compactMap { $0.document.text("private_ip") }
        let addresses = recorded.addresses.lazy.map(\.id).filter(Addresses.isFlycast)
        let range = recorded.document.text("network_cidr")
        return machines.compactMap(PrivateNetwork.init).first ?? addresses.compactMap(PrivateNetwork.init).first
            ?? range.flatMap(PrivateNetwork.init)
    }

    /// An organization with a name of its own is one that somebody made.
    private func takeOrganization(of recorded: RecordedApp) throws {
        guard let organization = recorded.document["organization"]?.objectValue,
            let slug = organization.text("slug"), let name = organization.text("name"), slug != "personal",
            name != slug, try OrganizationRecord.find(slug, in: transaction.database) == nil
        else { return }
        try OrganizationRecord(slug: slug, name: name, createdAt: transaction.now).insert(in: transaction.database)
    }

    // MARK: - Times

    /// A recorded time: RFC 3339 text, or Unix milliseconds; where there is none, when it was first told of.
    func time(_ value: JSON?, else told: String) -> Timestamp {
        if let milliseconds = value?.intValue { return Timestamp(milliseconds: Int64(milliseconds)) }
        return value?.stringValue.flatMap(Timestamp.init(rfc3339:)) ?? Timestamp(rfc3339: told) ?? transaction.now
    }
}
