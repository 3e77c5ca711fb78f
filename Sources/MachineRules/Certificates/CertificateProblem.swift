/// Why a host name that was checked is not configured, as `validation_errors` tells it.
///
/// The codes are those of GraphQL's `CertificateValidationErrorCodeEnum` (client code); that REST has the same, and the
/// texts, are chosen.
package enum CertificateProblem: Sendable, Hashable, CaseIterable {
    /// The app has no public address.
    case noAddress
    /// Another app had the host name first.
    case notOwned

    package var code: String {
        switch self {
        case .noAddress: "NO_ALLOCATED_IPS"
        case .notOwned: "DNS_VALIDATION_FAILED"
        }
    }

    package var message: String {
        switch self {
        case .noAddress: "No public IP addresses are allocated to this app"
        case .notOwned: "Another app has this hostname, and no TXT record says that it is this app's"
        }
    }

    package var remediation: String {
        switch self {
        case .noAddress: "Allocate an IP address and check again"
        case .notOwned: "Remove the certificate from the other app and check again"
        }
    }
}

extension CertificateLife {
    /// What the last check found wrong; nothing before there was one.
    package var problems: [CertificateProblem] {
        guard checkedAt != nil else { return [] }
        return (finding.isOwned ? [] : [.notOwned]) + (finding.hasAddress ? [] : [.noAddress])
    }
}
