extension FlySchema {
    static let organizations = """
        enum OrganizationType { PERSONAL SHARED }
        enum BillingStatus { CURRENT DELINQUENT PAST_DUE SOURCE_REQUIRED SUSPENDED TRIAL_ACTIVE TRIAL_ENDED }

        type Organization implements Node {
            billable: Boolean!
            billingStatus: BillingStatus!
            id: ID!
            internalNumericId: BigInt!
            name: String!
            paidPlan: Boolean!
            rawSlug: String!
            slug: String!
            type: OrganizationType!
            viewerRole: String!
        }
        """
}
