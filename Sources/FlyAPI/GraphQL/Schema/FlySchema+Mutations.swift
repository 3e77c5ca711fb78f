extension FlySchema {
    /// What mutations take and answer, those of addresses aside.
    static let mutationInputs = """
        input CreateAppInput {
            appRoleId: String
            clientMutationId: String
            enableSubdomains: Boolean = false
            heroku: Boolean
            machines: Boolean = true
            name: String
            network: String
            organizationId: ID!
            preferredRegion: String
            runtime: RuntimeType = FIRECRACKER
        }

        type CreateAppPayload {
            app: App!
            clientMutationId: String
        }

        type DeleteAppPayload { organization: Organization! }

        input LogOutInput { clientMutationId: String }

        type LogOutPayload {
            clientMutationId: String
            ok: Boolean!
        }
        """
}
