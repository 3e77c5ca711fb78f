import GraphQL
import OrderedJSON
import Simulation

/// Whoever holds a token: one user, whatever the token (reference/graphql.md, section 3.1).
enum Viewer {
    static let createdAt = "2024-01-01T00:00:00Z"

    private static let user: JSON = [
        "__typename": "User", "id": .string(NodeID.id(of: "user/1")), "internalNumericId": 1,
        "email": "developer@example.com", "emailVerified": true, "name": "Developer", "username": "developer",
        "createdAt": .string(createdAt), "enablePaidHobby": true, "featureFlags": [], "trust": "HIGH",
        "twoFactorProtection": false,
    ]

    static let value = ResolvedValue.json(user)
    static let id = user["id"]?.stringValue

    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.viewer"] = { _ in value }
        resolvers["Queries.currentUser"] = { _ in value }
        resolvers["User.agreedToProviderTos"] = { _ in .bool(true) }
        resolvers["Mutations.logOut"] = { call in ["ok": true, "clientMutationId": call.clientMutationID] }
    }
}
