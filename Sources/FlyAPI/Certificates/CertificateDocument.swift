import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// A certificate as it stands on the wire, short, in full, and as a check tells it (reference/machines-rest.md, section
/// 2.3). Without DNS there is no `dns_provider` and no `soa`, and nobody is rate limited (chosen).
enum CertificateDocument {
    static func summary(of view: CertificateView) -> JSON {
        let record = view.record
        return [
            "hostname": .string(record.hostname.text),
            "status": .string(view.status.rawValue),
            "dns_provider": "",
            "acme_dns_configured": .bool(view.isPointed),
            "acme_alpn_configured": .bool(view.allowsDirectChallenges),
            "acme_http_configured": .bool(view.allowsDirectChallenges),
            "ownership_txt_configured": false,
            "configured": .bool(view.isConfigured),
            "acme_requested": .bool(record.life.acmeRequested),
            "has_custom_certificate": .bool(record.life.custom != nil),
            "has_fly_certificate": .bool(view.term != nil),
            "created_at": .string(record.createdAt.rfc3339),
            "updated_at": .string(record.updatedAt.rfc3339),
        ]
    }

    static func detail(of view: CertificateView) -> JSONObject {
        let life = view.record.life
        return [
            "hostname": .string(view.record.hostname.text),
            "configured": .bool(view.isConfigured),
            "acme_requested": .bool(life.acmeRequested),
            "status": .string(view.status.rawValue),
            "dns_provider": "",
            "rate_limited_until": .null,
            "certificates": .array(entries(of: view)),
            "validation": [
                "dns_configured": .bool(view.isPointed),
                "alpn_configured": .bool(view.allowsDirectChallenges),
                "http_configured": .bool(view.allowsDirectChallenges),
                "ownership_txt_configured": false,
            ],
            "dns_requirements": requirements(of: view),
            "validation_errors": .array(life.problems.map { problem($0, at: life.checkedAt ?? view.now) }),
        ]
    }

    /// The answer to a check: also the records that DNS would tell, which are those required, or none.
    static func checked(_ view: CertificateView) -> JSON {
        let requirements = view.requirements
        let a = view.isPointed ? requirements.a : []
        let aaaa = view.isPointed ? requirements.aaaa : []
        let texts = { (addresses: [String]) in JSON.array(addresses.map(JSON.string)) }
        var document = detail(of: view)
        document["dns_records"] = [
            "a": texts(a), "aaaa": texts(aaaa), "cname": .array([]), "resolved_addresses": texts(a + aaaa), "soa": "",
            "acme_challenge_cname": .string(view.isPointed ? requirements.challengeTarget : ""),
            "ownership_txt": "",
        ]
        return .object(document)
    }

    /// The custom certificate first: it is the one that answers.
    private static func entries(of view: CertificateView) -> [JSON] {
        var entries: [JSON] = []
        if let custom = view.record.life.custom {
            let expiry = JSON.string(custom.expiresAt.rfc3339)
            entries.append([
                "source": "custom", "status": .string(customStatus(custom, view).rawValue),
                "created_at": .string(custom.createdAt.rfc3339), "expires_at": expiry,
                "issuer": .text(custom.issuer),
                "issued": [
                    [
                        "type": .string(custom.key.rawValue), "expires_at": expiry,
                        "certificate_authority": .string(custom.issuer ?? ""),
                    ]
                ],
            ])
        }
        if let term = view.term {
            let expiry = JSON.string(term.expiresAt.rfc3339)
            entries.append([
                "source": "fly", "status": .string(view.status.rawValue),
                "created_at": .string(term.issuedAt.rfc3339), "expires_at": expiry, "issuer": "Let's Encrypt",
                "issued": .array(
                    CertificateLife.KeyKind.allCases.map {
                        [
                            "type": .string($0.rawValue), "expires_at": expiry,
                            "certificate_authority": "lets_encrypt",
                        ]
                    }),
            ])
        }
        return entries
    }

    /// A custom certificate that has expired stays in the list, but is not the reason of an `active` beside it.
    private static func customStatus(
        _ custom: CertificateLife.Custom, _ view: CertificateView
    ) -> CertificateLife.Status {
        view.status == .active && view.now >= custom.expiresAt ? .pendingValidation : view.status
    }

    private static func requirements(of view: CertificateView) -> JSON {
        let requirements = view.requirements
        return [
            "a": .array(requirements.a.map(JSON.string)),
            "aaaa": .array(requirements.aaaa.map(JSON.string)),
            "cname": .string(requirements.cname),
            "acme_challenge": [
                "name": .string(requirements.challengeName), "target": .string(requirements.challengeTarget),
            ],
            "ownership": [
                "name": .string(requirements.ownershipName), "app_value": .string(requirements.appValue),
                "org_value": .string(requirements.orgValue),
            ],
        ]
    }

    private static func problem(_ problem: CertificateProblem, at time: Timestamp) -> JSON {
        [
            "code": .string(problem.code), "message": .string(problem.message),
            "remediation": .string(problem.remediation), "timestamp": .string(time.rfc3339),
        ]
    }
}
