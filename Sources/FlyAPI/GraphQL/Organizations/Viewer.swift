import GraphQL
import MachineRules
import OrderedJSON
import Simulation

/// Whoever holds a token (reference/graphql.md, section 3.1): the developer where no token is checked, else the user the
/// token belongs to. Macaroons have a user too, so nobody is a `Macaroon`.
enum Viewer {
    static let createdAt = "2024-01-01T00:00:00Z"

    private static let developer = document(id: "1", email: "developer@example.com", name: "Developer")

    /// A user by the name in the tokens file, or the e-mail address where that is one.
    static func value(of user: String) -> ResolvedValue {
        if user == Caller.developer.user { return .json(developer) }
        let email = user.contains("@") ? user : "\(user)@windtunnel.local"
        return .json(document(id: user, email: email, name: user.prefix { $0 != "@" }.description))
    }

    static func id(of user: String) -> String { NodeID.id(of: "user/\(user == Caller.developer.user ? "1" : user)") }

    private static func document(id: String, email: String, name: String) -> JSON {
        [
            "__typename": "User", "id": .string(NodeID.id(of: "user/\(id)")), "internalNumericId": 1,
            "email": .string(email), "emailVerified": true, "name": .string(name),
            "username": .string(name.lowercased()), "createdAt": .string(createdAt), "enablePaidHobby": true,
            "featureFlags": [], "trust": "HIGH", "twoFactorProtection": false,
            "avatarUrl": "", "hasNodeproxyApps": false, "hasRecoveryCodes": false, "highRisk": false,
            "blankPassword": false,
            "identities": [],
        ]
    }

    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.viewer"] = { call in value(of: call.caller.user) }
        resolvers["Queries.currentUser"] = { call in value(of: call.caller.user) }
        resolvers["User.agreedToProviderTos"] = { _ in .bool(true) }
        resolvers["Mutations.logOut"] = { call in ["ok": true, "clientMutationId": call.clientMutationID] }
        for field in ["identity", "lastRegion", "stripeVerificationStatus", "trustScore"] {
            resolvers["User.\(field)"] = { _ in .null }
        }
    }
}
