extension FlySchema {
    /// Users and how they prove who they are.
    static let accounts = """
        extend type Queries {
            isExistingResetToken(token: String): Boolean!
        }

        extend type Mutations {
            createPasswordReset(input: CreatePasswordResetInput!): CreatePasswordResetPayload
            createUserSignup(input: CreateUserSignupInput!): CreateUserSignupPayload
            deleteIdentity(input: DeleteIdentityInput!): DeleteIdentityPayload
            deleteUser(input: DeleteUserInput!): DeleteUserPayload
            destroyIdentities(input: DestroyIdentitiesInput!): DestroyIdentitiesPayload
            disableOneTimePassword(input: DisableOneTimePasswordInput!): DisableOneTimePasswordPayload
            enableOneTimePassword(input: EnableOneTimePasswordInput!): EnableOneTimePasswordPayload
            generateTwoFactorRecoveryCodes(
                input: GenerateTwoFactorRecoveryCodesInput!
            ): GenerateTwoFactorRecoveryCodesPayload
            resolvePasswordReset(input: ResolvePasswordResetInput!): ResolvePasswordResetPayload
            sendVerificationEmail(input: SendVerificationEmailInput!): SendVerificationEmailPayload
            updateUserPassword(input: UpdateUserPasswordInput!): UpdateUserPasswordPayload
            updateUserProfile(input: UpdateUserProfileInput!): UpdateUserProfilePayload
            verifyEmail(input: VerifyEmailInput!): VerifyEmailPayload
            verifyUserPassword(input: VerifyUserPasswordInput!): VerifyUserPasswordPayload
        }

        extend type Macaroon {
            avatarUrl: String!
            blankPassword: Boolean @deprecated
            hasNodeproxyApps: Boolean @deprecated
            hasRecoveryCodes: Boolean @deprecated
            identities: [Identity!] @deprecated
            identity(provider: String!): Identity @deprecated
            lastRegion: String @deprecated
            trustScore: Int @deprecated
        }

        extend interface Principal {
            avatarUrl: String!
            blankPassword: Boolean @deprecated
            hasNodeproxyApps: Boolean @deprecated
            hasRecoveryCodes: Boolean @deprecated
            identities: [Identity!] @deprecated
            identity(provider: String!): Identity @deprecated
            lastRegion: String @deprecated
            trustScore: Int @deprecated
        }

        extend type User {
            avatarUrl: String!
            blankPassword: Boolean
            hasNodeproxyApps: Boolean!
            hasRecoveryCodes: Boolean!
            identities: [Identity!]
            identity(provider: String!): Identity
            lastRegion: String
            trustScore: Int
        }

        input CreatePasswordResetInput { clientMutationId: String, email: String! }
        type CreatePasswordResetPayload { clientMutationId: String, success: Boolean! }

        input CreateUserSignupInput {
            clientMutationId: String
            path: [String!]
            signupMethod: String
            source: String!
            startedAt: String!
            utmParams: JSON
        }

        type CreateUserSignupPayload { clientMutationId: String, saved: Boolean! }
        input DeleteIdentityInput { clientMutationId: String, identityId: ID! }
        type DeleteIdentityPayload { clientMutationId: String, identities: [Identity!]! }
        input DeleteUserInput { clientMutationId: String }
        type DeleteUserPayload { clientMutationId: String, deletedUserId: ID! }
        input DestroyIdentitiesInput { clientMutationId: String }
        type DestroyIdentitiesPayload { clientMutationId: String, success: Boolean }
        input DisableOneTimePasswordInput { clientMutationId: String }
        type DisableOneTimePasswordPayload { clientMutationId: String }
        input EnableOneTimePasswordInput { clientMutationId: String, token: String!, verificationCode: String }

        type EnableOneTimePasswordPayload {
            clientMutationId: String
            qrCode: String!
            status: String!
            uri: String!
            verification: String!
        }

        input GenerateTwoFactorRecoveryCodesInput { clientMutationId: String }
        type GenerateTwoFactorRecoveryCodesPayload { clientMutationId: String, recoveryCodes: [String!]! }

        type Identity {
            email: String!
            id: ID!
            name: String
            provider: String
            sealedToken: String
            token: String
            uid: String!
        }

        input ResolvePasswordResetInput { clientMutationId: String, password: String!, token: String! }
        type ResolvePasswordResetPayload { clientMutationId: String, success: Boolean! }
        input SendVerificationEmailInput { clientMutationId: String, returnTo: String }
        type SendVerificationEmailPayload { clientMutationId: String, success: Boolean }
        input UpdateUserPasswordInput { clientMutationId: String, currentPassword: String!, newPassword: String! }
        type UpdateUserPasswordPayload { clientMutationId: String, user: User! }
        input UpdateUserProfileInput { clientMutationId: String, email: String, fullName: String, username: String }
        type UpdateUserProfilePayload { clientMutationId: String, user: User! }
        input VerifyEmailInput { clientMutationId: String, token: String! }
        type VerifyEmailPayload { clientMutationId: String, verified: Boolean! }
        input VerifyUserPasswordInput { clientMutationId: String, password: String! }
        type VerifyUserPasswordPayload { clientMutationId: String, success: Boolean! }
        """
}
