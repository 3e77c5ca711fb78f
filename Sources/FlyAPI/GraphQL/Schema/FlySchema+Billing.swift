extension FlySchema {
    /// Plans, payments and coupons.
    static let billing = """
        extend type Mutations {
            addDevrelCoupon(input: AddDevrelCouponInput!): AddDevrelCouponPayload
            addStripePaymentMethod(input: AddStripePaymentMethodInput!): AddStripePaymentMethodPayload
            changeOrganizationPlan(input: ChangeOrganizationPlanInput!): ChangeOrganizationPlanPayload
            createStripeVerificationSession(
                input: CreateStripeVerificationSessionInput!
            ): CreateStripeVerificationSessionPayload
            enableDedicatedVms(input: EnableDedicatedVmsInput!): EnableDedicatedVmsPayload
            ensureOrganizationStripeContainerSubscription(
                input: EnsureOrganizationStripeContainerSubscriptionInput!
            ): EnsureOrganizationStripeContainerSubscriptionPayload
            prepareUserForHiring(input: PrepareUserForHiringInput!): PrepareUserForHiringPayload
            requestSignedDocument(input: RequestSignedDocumentInput!): RequestSignedDocumentPayload
            stopPlanDowngrade(input: StopPlanDowngradeInput!): StopPlanDowngradePayload
            updateRiskFromStripe(input: UpdateRiskFromStripeInput!): UpdateRiskFromStripePayload
            updateUserCoupon(input: UpdateUserCouponInput!): UpdateUserCouponPayload
        }

        extend type Macaroon {
            highRisk: Boolean @deprecated
            stripeVerificationStatus: String @deprecated
        }

        extend type Organization {
            creditBalance: Int!
            creditBalanceFormatted: String! @deprecated
            paidSupportEmail: String
            signedDocuments(\(page)): SignedDocumentConnection!
            stripeContainerPlanId: String
            stripeContainerSubscriptionId: String
            stripeCustomerId: String
            stripeSubscriptionId: String
            trialEndedAt: ISO8601DateTime
            trialStartedAt: ISO8601DateTime
        }

        extend interface Principal {
            highRisk: Boolean @deprecated
            stripeVerificationStatus: String @deprecated
        }

        extend type User {
            highRisk: Boolean
            stripeVerificationStatus: String
        }

        input AddDevrelCouponInput { clientMutationId: String, name: String! }
        type AddDevrelCouponPayload { clientMutationId: String, success: Boolean }
        input AddStripePaymentMethodInput { clientMutationId: String, stripePaymentMethodId: String }
        type AddStripePaymentMethodPayload { clientMutationId: String, prepaid: Boolean, valid: Boolean }
        input ChangeOrganizationPlanInput { clientMutationId: String, newPlanId: String, organizationId: ID! }
        type ChangeOrganizationPlanPayload { clientMutationId: String, organization: Organization! }
        input CreateStripeVerificationSessionInput { clientMutationId: String }

        type CreateStripeVerificationSessionPayload {
            clientMutationId: String
            clientSecret: String
            verified: Boolean!
        }

        input EnableDedicatedVmsInput { clientMutationId: String }
        type EnableDedicatedVmsPayload { clientMutationId: String, success: Boolean }
        input EnsureOrganizationStripeContainerSubscriptionInput { clientMutationId: String, organizationId: ID! }

        type EnsureOrganizationStripeContainerSubscriptionPayload {
            clientMutationId: String
            organization: Organization!
        }

        input PrepareUserForHiringInput { clientMutationId: String }
        type PrepareUserForHiringPayload { clientMutationId: String, success: Boolean }

        input RequestSignedDocumentInput {
            clientMutationId: String
            documentType: String!
            email: String
            organizationId: ID!
        }

        type RequestSignedDocumentPayload { clientMutationId: String, signedDocument: SignedDocument! }

        type SignedDocument {
            canRemind: Boolean!
            documentType: String!
            signatureRequestId: String
            signed: Boolean!
            signerEmailAddress: String
        }

        input StopPlanDowngradeInput { clientMutationId: String, organizationId: ID! }
        type StopPlanDowngradePayload { clientMutationId: String, organization: Organization! }
        input UpdateRiskFromStripeInput { clientMutationId: String, outcome: JSON! }
        type UpdateRiskFromStripePayload { clientMutationId: String, highRisk: Boolean! }
        input UpdateUserCouponInput { clientMutationId: String, organizationId: ID! }
        type UpdateUserCouponPayload { clientMutationId: String, userCoupon: UserCoupon! }

        type UserCoupon implements Node {
            createdAt: ISO8601DateTime!
            id: ID!
            organization: Organization!
            stripeCouponId: String
            updatedAt: ISO8601DateTime!
        }
        """
}
