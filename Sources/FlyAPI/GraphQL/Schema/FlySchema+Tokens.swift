extension FlySchema {
    /// Tokens, and what they may be exchanged for.
    static let tokens = """
        extend type Queries {
            accessTokens(
                \(page), type: AccessTokenType = pat
            ): AccessTokenConnection!
            cliSession(id: String): CliSession
            flapsAuthzCheck: Boolean!
            userOnlyToken: Boolean!
        }

        extend type Mutations {
            confirmCliSession(input: ConfirmCliSessionInput!): ConfirmCliSessionPayload
            createAccessToken(input: CreateAccessTokenInput!): CreateAccessTokenPayload
            createLimitedAccessToken(input: CreateLimitedAccessTokenInput!): CreateLimitedAccessTokenPayload
            createThirdPartyConfiguration(
                input: CreateThirdPartyConfigurationInput!
            ): CreateThirdPartyConfigurationPayload
            deleteAccessToken(input: DeleteAccessTokenInput!): DeleteAccessTokenPayload
            deleteLimitedAccessToken(input: DeleteLimitedAccessTokenInput!): DeleteLimitedAccessTokenPayload
            deleteThirdPartyConfiguration(
                input: DeleteThirdPartyConfigurationInput!
            ): DeleteThirdPartyConfigurationPayload
            dischargeRootToken(input: DischargeRootTokenInput!): DischargeRootTokenPayload
            syncTokensForOrg(input: SyncTokensForOrgInput!): SyncTokensForOrgPayload
            updateThirdPartyConfiguration(
                input: UpdateThirdPartyConfigurationInput!
            ): UpdateThirdPartyConfigurationPayload
        }

        extend type App {
            limitedAccessTokens(\(page)): LimitedAccessTokenConnection!
        }

        extend type Organization {
            limitedAccessTokens(\(page)): LimitedAccessTokenConnection!
            thirdPartyConfigurations(
                \(page)
            ): ThirdPartyConfigurationConnection!
        }

        type AccessToken implements Node {
            createdAt: ISO8601DateTime!
            id: ID!
            name: String!
            token: String!
            type: AccessTokenType!
        }

        enum AccessTokenType { all flyctl grafana pat sentry token ui }
        scalar CaveatSet
        type CliSession { metadata: JSON, name: String, signup: Boolean }
        input ConfirmCliSessionInput { clientMutationId: String, id: String!, metadata: JSON }
        type ConfirmCliSessionPayload { cliSession: CliSession, clientMutationId: String, success: Boolean }
        input CreateAccessTokenInput { clientMutationId: String, name: String! }
        type CreateAccessTokenPayload { accessToken: AccessToken!, clientMutationId: String }

        input CreateLimitedAccessTokenInput {
            clientMutationId: String
            expiry: String
            name: String!
            optInThirdParties: [String!]
            optOutThirdParties: [String!]
            organizationId: ID!
            profile: String!
            profileParams: JSON
        }

        type CreateLimitedAccessTokenPayload { clientMutationId: String, limitedAccessToken: LimitedAccessToken! }

        input CreateThirdPartyConfigurationInput {
            caveats: CaveatSet
            clientMutationId: String
            customLevel: ThirdPartyConfigurationLevel!
            flyctlLevel: ThirdPartyConfigurationLevel!
            location: String!
            name: String!
            organizationId: ID!
            uiexLevel: ThirdPartyConfigurationLevel!
        }

        type CreateThirdPartyConfigurationPayload {
            clientMutationId: String
            thirdPartyConfiguration: ThirdPartyConfiguration!
        }

        input DeleteAccessTokenInput { accessTokenId: ID!, clientMutationId: String }
        type DeleteAccessTokenPayload { clientMutationId: String }
        input DeleteLimitedAccessTokenInput { clientMutationId: String, id: ID, revokedBy: String, token: String }
        type DeleteLimitedAccessTokenPayload { clientMutationId: String, revokedBy: String, token: String }
        input DeleteThirdPartyConfigurationInput { clientMutationId: String, thirdPartyConfigurationId: ID! }
        type DeleteThirdPartyConfigurationPayload { clientMutationId: String, ok: Boolean! }

        input DischargeRootTokenInput {
            clientMutationId: String
            expiry: String
            organizationId: Int!
            rootToken: String!
        }

        type DischargeRootTokenPayload { authToken: String!, clientMutationId: String }

        type LimitedAccessToken implements Node {
            createdAt: ISO8601DateTime!
            expiresAt: ISO8601DateTime!
            id: ID!
            name: String!
            organization: Organization!
            profile: String!
            profileParams: JSON
            revokedAt: ISO8601DateTime
            revokedBy: String
            token: String!
            tokenHeader: String
            user: User!
        }

        input SyncTokensForOrgInput { clientMutationId: String, organizationSlug: String! }
        type SyncTokensForOrgPayload { clientMutationId: String }

        type ThirdPartyConfiguration implements Node {
            caveats: CaveatSet
            createdAt: ISO8601DateTime!
            customLevel: ThirdPartyConfigurationLevel!
            flyctlLevel: ThirdPartyConfigurationLevel!
            id: ID!
            location: String!
            name: String!
            organization: Organization!
            uiexLevel: ThirdPartyConfigurationLevel!
            updatedAt: ISO8601DateTime!
        }

        enum ThirdPartyConfigurationLevel { ADMIN_OPT_OUT DISABLED MEMBER_OPT_OUT OPT_IN REQUIRED }

        input UpdateThirdPartyConfigurationInput {
            caveats: CaveatSet
            clientMutationId: String
            customLevel: ThirdPartyConfigurationLevel
            flyctlLevel: ThirdPartyConfigurationLevel
            location: String
            name: String
            thirdPartyConfigurationId: ID!
            uiexLevel: ThirdPartyConfigurationLevel
        }

        type UpdateThirdPartyConfigurationPayload {
            clientMutationId: String
            thirdPartyConfiguration: ThirdPartyConfiguration!
        }
        """
}
