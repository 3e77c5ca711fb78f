extension FlySchema {
    /// Organizations and their settings.
    static let organizationMutations = """
        extend type Mutations {
            createOrganization(input: CreateOrganizationInput!): CreateOrganizationPayload
            deleteOrganization(input: DeleteOrganizationInput!): DeleteOrganizationPayload
            setAppsV2DefaultOn(input: SetAppsv2DefaultOnInput!): SetAppsv2DefaultOnPayload
        }

        input CreateOrganizationInput {
            appsV2DefaultOn: Boolean
            billingParentOrganizationId: ID
            clientMutationId: String
            name: String!
        }

        type CreateOrganizationPayload { clientMutationId: String, organization: Organization!, token: String! }
        input DeleteOrganizationInput { clientMutationId: String, organizationId: ID! }
        type DeleteOrganizationPayload { clientMutationId: String, deletedOrganizationId: ID! }
        input SetAppsv2DefaultOnInput { clientMutationId: String, defaultOn: Boolean!, organizationSlug: String! }
        type SetAppsv2DefaultOnPayload { clientMutationId: String, organization: Organization! }
        """
}
