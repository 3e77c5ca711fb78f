extension FlySchema {
    /// Who belongs to an organization.
    static let invitations = """
        extend type Mutations {
            createOrganizationInvitation(input: CreateOrganizationInvitationInput!): CreateOrganizationInvitationPayload
            deleteOrganizationInvitation(input: DeleteOrganizationInvitationInput!): DeleteOrganizationInvitationPayload
            deleteOrganizationMembership(input: DeleteOrganizationMembershipInput!): DeleteOrganizationMembershipPayload
            redeemOrganizationInvitation(input: RedeemOrganizationInvitationInput!): RedeemOrganizationInvitationPayload
            updateOrganizationMembership(input: UpdateOrganizationMembershipInput!): UpdateOrganizationMembershipPayload
        }

        extend type Organization {
            invitations(\(page)): OrganizationInvitationConnection!
        }

        input CreateOrganizationInvitationInput { clientMutationId: String, email: String!, organizationId: ID! }
        type CreateOrganizationInvitationPayload { clientMutationId: String, invitation: OrganizationInvitation! }
        input DeleteOrganizationInvitationInput { clientMutationId: String, invitationId: ID! }
        type DeleteOrganizationInvitationPayload { clientMutationId: String, organization: Organization! }
        input DeleteOrganizationMembershipInput { clientMutationId: String, organizationId: ID!, userId: ID! }
        type DeleteOrganizationMembershipPayload { clientMutationId: String, organization: Organization!, user: User! }

        type OrganizationInvitation implements Node {
            createdAt: ISO8601DateTime!
            email: String!
            id: ID!
            inviter: User!
            organization: Organization!
            redeemed: Boolean!
            redeemedAt: ISO8601DateTime
        }

        input RedeemOrganizationInvitationInput { clientMutationId: String, token: String! }

        type RedeemOrganizationInvitationPayload {
            clientMutationId: String
            organization: Organization!
            token: String!
        }

        input UpdateOrganizationMembershipInput {
            alertsEnabled: OrganizationAlertsEnabled
            clientMutationId: String
            organizationId: ID!
            role: OrganizationMemberRole!
            userId: ID!
        }

        type UpdateOrganizationMembershipPayload { clientMutationId: String, organization: Organization!, user: User! }
        """
}
