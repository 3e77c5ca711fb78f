package import MachineRules

/// Who a request comes from, and how far that one may go.
package struct Caller: Sendable, Hashable {
    /// What a token allows to be done.
    package enum Access: String, Sendable, Hashable {
        case read
        case write
    }

    /// What of a world a token opens.
    package enum Reach: Sendable, Hashable {
        /// Nothing is checked.
        case everything
        /// One organization, by its slug, or only some of its apps.
        case organization(String, apps: Set<AppName>?)
    }

    /// What `GET /v1/tokens/current` calls the token; empty for no token at all.
    package let tokenID: String
    package let user: String
    package let reach: Reach
    package let access: Access

    package init(tokenID: String, user: String, reach: Reach, access: Access) {
        self.tokenID = tokenID
        self.user = user
        self.reach = reach
        self.access = access
    }

    /// Whoever asks an emulator that checks no tokens.
    package static let developer = Caller(
        tokenID: "", user: "dev@windtunnel.local", reach: .everything, access: .write)

    /// The organization's slug; that of ``developer`` is the personal one.
    package var organization: String {
        switch reach {
        case .everything: "personal"
        case .organization(let slug, _): slug
        }
    }

    /// The only apps that are open, nil when those of the organization all are.
    package var apps: Set<AppName>? {
        switch reach {
        case .everything: nil
        case .organization(_, let apps): apps
        }
    }

    package func reaches(_ app: AppName, of organization: String) -> Bool {
        switch reach {
        case .everything: true
        case .organization(organization, let apps): apps?.contains(app) ?? true
        case .organization: false
        }
    }

    /// Whether the organization is the caller's, if only for some of its apps.
    package func reaches(organization slug: String) -> Bool {
        switch reach {
        case .everything: true
        case .organization(let own, _): own == slug
        }
    }

    /// Whether all of the organization is open, apps to come included.
    package func reachesAll(of organization: String) -> Bool {
        reaches(organization: organization) && apps == nil
    }

    package func may(_ access: Access) -> Bool { self.access == .write || access == .read }
}

extension Caller {
    /// - Throws: `Refusal` 403 unless the organization is the caller's.
    func require(organization slug: String) throws(Refusal) {
        guard reaches(organization: slug) else { throw .unauthorized }
    }

    /// - Throws: `Refusal` 403 unless all of the organization is open.
    func requireAll(of organization: String) throws(Refusal) {
        guard reachesAll(of: organization) else { throw .unauthorized }
    }
}

extension Refusal {
    /// A valid token for something else (recorded text).
    static let unauthorized = Refusal(.unauthorized)
}
