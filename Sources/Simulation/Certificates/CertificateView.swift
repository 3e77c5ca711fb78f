package import GRDB
package import MachineRules
package import Persistence

/// Everything an answer about a certificate is made of, read in one go; REST and GraphQL show the same.
package struct CertificateView: Sendable {
    package let record: CertificateRecord
    package let requirements: DNSRequirements
    /// The world's time at which the answer holds.
    package let now: Timestamp

    package init(_ record: CertificateRecord, of app: AppRecord, at now: Timestamp, in database: Database) throws {
        self.record = record
        self.now = now
        requirements = DNSRequirements(
            hostname: record.hostname, app: app.name, appID: app.id, organization: app.orgSlug,
            addresses: try app.publicAddresses(in: database)
        )
    }

    package var status: CertificateLife.Status { record.life.status(at: now) }

    package var isConfigured: Bool { record.life.isConfigured(at: now) }

    /// What Let's Encrypt issued and is still valid.
    package var term: ACMETerm? { record.life.term(at: now) }

    /// The host name leads to the app, as far as the last look told.
    package var isPointed: Bool { record.life.finding.hasAddress && record.life.finding.isOwned }

    /// The challenges by which Let's Encrypt may prove the host name; of a wildcard only that in the DNS.
    package var allowsDirectChallenges: Bool { isPointed && !record.hostname.isWildcard }
}

extension AppRecord {
    /// Where the internet reaches the app: its dedicated addresses and the shared one; Flycast's and those for going out
    /// are none.
    func publicAddresses(in database: Database) throws -> [String] {
        let dedicated = try IPAddressRecord.all(of: name, in: database)
            .filter { $0.type == Addresses.Kind.v4.rawValue || $0.type == Addresses.Kind.v6.rawValue }
        return dedicated.map(\.address) + (sharedIP.map { [$0] } ?? [])
    }
}
