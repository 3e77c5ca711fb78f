extension FlySchema {
    static let organizations =
        """
        enum OrganizationType { PERSONAL SHARED }
        enum BillingStatus { CURRENT DELINQUENT PAST_DUE SOURCE_REQUIRED SUSPENDED TRIAL_ACTIVE TRIAL_ENDED }
        enum OrganizationTrust { BANNED HIGH LOW RESTRICTED UNKNOWN }
        enum OrganizationMemberRole { ADMIN MEMBER }
        enum OrganizationAlertsEnabled { ENABLED NOT_ENABLED }
        enum AddOnType {
            arcjet enveloop fly_mysql kubernetes redis sentry supabase tigris upstash_kafka upstash_redis upstash_vector
            wafris
        }

        type Organization implements Node {
            activeDiscountName: String
            addOnSsoLink: String
            addOns(\(page), type: AddOnType): AddOnConnection!
            agreedToProviderTos(providerName: String!): Boolean!
            allowAllCrossNetworkReplays: Boolean!
            allowedReplaySourceOrgSlugs: [String!]!
            apps(\(page)): AppConnection!
            billable: Boolean!
            billingStatus: BillingStatus!
            highRisk: Boolean!
            id: ID!
            internalNumericId: BigInt!
            isCreditCardSaved: Boolean!
            members(\(page)): OrganizationMembershipsConnection!
            name: String!
            paidPlan: Boolean!
            provisionsBetaExtensions: Boolean!
            rawSlug: String!
            remoteBuilderApp: App
            remoteBuilderImage: String!
            settings: JSON
            slug: String!
            trust: OrganizationTrust!
            type: OrganizationType!
            viewerRole: String!
        }

        type OrganizationMembershipsEdge {
            alertsEnabled: OrganizationAlertsEnabled!
            cursor: String!
            joinedAt: ISO8601DateTime!
            node: User
            role: OrganizationMemberRole!
        }

        type AddOnPlan implements Node {
            description: String
            displayName: String
            id: ID!
            name: String
        }

        type AddOn implements Node {
            addOnPlan: AddOnPlan
            id: ID!
            metadata: JSON
            name: String
            options: JSON
            primaryRegion: String
            privateIp: String
            readRegions: [String!]
            status: String
        }

        """ + list(of: "User", as: "OrganizationMemberships")
}
