extension FlySchema {
    /// Who a token belongs to. Tokens are not looked into, so the viewer is always a `User`; `Macaroon` is there for the
    /// documents that ask for both.
    static let users = """
        interface Principal {
            createdAt: ISO8601DateTime @deprecated
            email: String!
            emailVerified: Boolean @deprecated
            featureFlags: [String!] @deprecated
            id: ID @deprecated
            name: String
            organizations(\(page)): OrganizationConnection @deprecated
            personalOrganization: Organization @deprecated
            trust: OrganizationTrust!
            twoFactorProtection: Boolean @deprecated
            username: String @deprecated
        }

        type User implements Node & Principal {
            agreedToProviderTos(providerName: String!): Boolean!
            createdAt: ISO8601DateTime!
            email: String!
            emailVerified: Boolean!
            enablePaidHobby: Boolean!
            featureFlags: [String!]!
            id: ID!
            internalNumericId: Int!
            name: String
            organizations(\(page)): OrganizationConnection! @deprecated
            personalOrganization: Organization! @deprecated
            trust: OrganizationTrust!
            twoFactorProtection: Boolean!
            username: String
        }

        type Macaroon implements Principal {
            createdAt: ISO8601DateTime @deprecated
            email: String!
            emailVerified: Boolean @deprecated
            featureFlags: [String!] @deprecated
            id: ID @deprecated
            name: String
            organizations(\(page)): OrganizationConnection @deprecated
            personalOrganization: Organization @deprecated
            trust: OrganizationTrust!
            twoFactorProtection: Boolean @deprecated
            username: String @deprecated
        }
        """
}
