import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Certificates of apps: reading them (reference/graphql.md, section 3.5).
enum CertificateResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.certificate"] = { call in
            guard let certificate = try await certificate(call.text("id") ?? "", call) else {
                throw FieldError.couldNotFind("AppCertificate")
            }
            return certificate
        }
        resolvers.define(
            "App", on: AppRecord.self,
            [
                "certificate": { app, call in
                    let hostname = call.text("hostname") ?? ""
                    return try await known {
                        try await call.world.certificates.certificate(for: hostname, of: app.name)
                    }
                    .value
                },
                "certificates": { app, call in
                    let all = try await call.world.certificates.list(
                        of: app.name, containing: call.text("filter") ?? "", limit: 10_000)
                    let id = call.text("id")
                    let wanted = all.certificates.filter { id == nil || $0.record.id.rawValue == id }
                    return Connection.page(wanted.map(\.value), call)
                },
            ]
        )
        addCertificate(to: &resolvers)
    }

    /// The certificate of an id as a node; nil when there is none that the caller may see.
    static func certificate(_ id: String, _ call: FlyCall) async throws -> ResolvedValue? {
        let view: CertificateView? = try await call.world.read { database, now in
            guard let record = try CertificateRecord.find(CertificateID(rawValue: id), in: database),
                let app = try AppRecord.find(record.appName, in: database), call.sees(app)
            else { return nil }
            return try CertificateView(record, of: app, at: now, in: database)
        }
        return view?.value
    }

    /// What the service refuses as not found, in GraphQL's words.
    static func known(_ look: () async throws -> CertificateView) async throws -> CertificateView {
        do {
            return try await look()
        } catch let refusal as Refusal where refusal == CertificateLife.unknown {
            throw FieldError.couldNotFind("AppCertificate")
        }
    }

    private static func addCertificate(to resolvers: inout FlyResolvers) {
        resolvers.defineReadings(
            "AppCertificate", on: CertificateView.self,
            [
                "id": { view, _ in .text(view.record.id.rawValue) },
                "hostname": { view, _ in .text(view.record.hostname.text) },
                "domain": { view, _ in .text(view.record.hostname.domain) },
                "isApex": { view, _ in .bool(view.isApex) },
                "isWildcard": { view, _ in .bool(view.record.hostname.isWildcard) },
                "createdAt": { view, _ in .text(view.record.createdAt.rfc3339) },
                "source": { view, _ in .text(view.record.life.custom == nil ? "fly" : "custom") },
                "clientStatus": { view, _ in .text(view.clientStatus) },
                "certificateAuthority": { view, _ in .text(view.certificateAuthority) },
                "certificateRequestedAt": { view, _ in
                    .text(view.record.life.acmeRequested ? view.record.createdAt.rfc3339 : nil)
                },
                "dnsProvider": { _, _ in "" },
                "dnsValidationHostname": { view, _ in .text(view.requirements.challengeName) },
                "dnsValidationTarget": { view, _ in .text(view.requirements.challengeTarget) },
                "dnsValidationInstructions": { view, _ in
                    .text("CNAME \(view.requirements.challengeName) => \(view.requirements.challengeTarget)")
                },
                "rateLimitedUntil": { _, _ in .null },
                "issued": { view, call in Connection.page(view.issued(call).map(ResolvedValue.json), call) },
                "validationErrors": { view, _ in .list(view.problems.map(ResolvedValue.json)) },
                "check": { view, _ in .bool(view.isConfigured) },
                "configured": { view, _ in .bool(view.isConfigured) },
                "isConfigured": { view, _ in .bool(view.isConfigured) },
                "acmeDnsConfigured": { view, _ in .bool(view.isPointed) },
                "isAcmeDnsConfigured": { view, _ in .bool(view.isPointed) },
                "acmeAlpnConfigured": { view, _ in .bool(view.allowsDirectChallenges) },
                "isAcmeAlpnConfigured": { view, _ in .bool(view.allowsDirectChallenges) },
                "isAcmeHttpConfigured": { view, _ in .bool(view.allowsDirectChallenges) },
            ]
        )
    }
}
