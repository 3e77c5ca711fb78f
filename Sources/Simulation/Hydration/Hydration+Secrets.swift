import Fixtures
import MachineRules
import OrderedJSON
import Persistence

extension Hydration {
    /// Names and digests; the values are not in a recording, so they are empty until somebody sets them.
    mutating func takeSecrets(of recorded: RecordedApp, _ app: AppRecord) throws {
        let version = max(recorded.secretsVersion, recorded.secrets.isEmpty ? 0 : 1)
        guard version > 0 else { return }
        try SecretsVersion.begin(of: app.name, at: version, in: transaction.database)
        for secret in recorded.secrets {
            let createdAt = time(secret.document["created_at"], else: secret.at)
            try SecretRecord(
                appName: app.name, name: secret.id, value: "",
                digest: secret.document.text("digest")
                    ?? SecretDigest.text(app: app.name, name: secret.id, value: ""), version: version,
                createdAt: createdAt,
                updatedAt: secret.document["updated_at"].map { time($0, else: secret.at) } ?? createdAt
            ).save(in: transaction.database)
            count(\.secrets)
        }
        if let last = recorded.secrets.map(\.entry).max() {
            leaveOut(last, "the values of the secrets of app \(recorded.name), which are empty until they are set")
        }
    }

    /// A certificate of Let's Encrypt, issued or asked for. One the user brought is not taken: its key is not in a
    /// recording.
    mutating func take(certificate recorded: RecordedResource, of app: AppRecord) throws {
        let (document, database) = (recorded.document, transaction.database)
        guard let hostname = try? Hostname(recorded.id),
            try CertificateRecord.find(hostname, of: app.name, in: database) == nil
        else {
            return leaveOut(recorded.entry, "certificate for \(recorded.id): there is none for such a name")
        }
        let entries = (document["certificates"]?.arrayValue ?? []).compactMap(\.objectValue)
        let createdAt = time(document["created_at"], else: recorded.at)
        if document["has_custom_certificate"] == true || entries.contains(where: { $0["source"] == "custom" }) {
            leaveOut(recorded.entry, "the custom certificate for \(recorded.id): its key is not in a recording")
            guard document["acme_requested"] == true else { return }
        }
        let issued = entries.first { $0["source"] == "fly" }
        let isIssued = issued != nil || document["has_fly_certificate"] == true
        var certificate = CertificateRecord(
            id: try certificateID(document.text("id")), appName: app.name, hostname: hostname,
            life: CertificateLife(
                acmeRequested: document["acme_requested"] != false,
                acmeIssuedAt: isIssued ? issued.map { time($0["created_at"], else: recorded.at) } ?? createdAt : nil,
                finding: CertificateLife.Finding(
                    hasAddress: hasAddress(document), isOwned: document["status"] != "pending_ownership")),
            createdAt: createdAt
        )
        certificate.updatedAt = document["updated_at"].map { time($0, else: recorded.at) } ?? createdAt
        try certificate.insert(in: database)
        count(\.certificates)
    }

    private func hasAddress(_ document: JSONObject) -> Bool {
        let found = document["validation"]?["dns_configured"] ?? document["acme_dns_configured"]
        return found?.boolValue ?? (document["status"] == "active")
    }

    private func certificateID(_ recorded: String?) throws -> CertificateID {
        if let id = recorded.map(CertificateID.init(rawValue:)),
            try CertificateRecord.find(id, in: transaction.database) == nil
        {
            return id
        }
        return transaction.random { Identifiers.certificateID(using: &$0) }
    }
}
