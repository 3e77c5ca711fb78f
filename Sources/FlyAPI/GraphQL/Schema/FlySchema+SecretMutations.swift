extension FlySchema {
    /// Secrets of apps.
    static let secretMutations = """
        extend type Mutations {
            setSecrets(input: SetSecretsInput!): SetSecretsPayload
            unsetSecrets(input: UnsetSecretsInput!): UnsetSecretsPayload
        }

        input SecretInput { key: String!, value: String! }
        input SetSecretsInput { appId: ID!, clientMutationId: String, replaceAll: Boolean, secrets: [SecretInput!]! }
        type SetSecretsPayload { app: App!, clientMutationId: String, release: Release }
        input UnsetSecretsInput { appId: ID!, clientMutationId: String, keys: [String!]! }
        type UnsetSecretsPayload { app: App!, clientMutationId: String, release: Release }
        """
}
