extension FlySchema {
    /// Databases that are apps: clusters, their users and what is attached to them.
    static let postgres = """
        extend type Queries {
            postgresAttachments(
                after: String, appName: String, before: String, first: Int, last: Int, postgresAppName: String!
            ): PostgresClusterAttachmentConnection!
        }

        extend type Mutations {
            attachPostgresCluster(input: AttachPostgresClusterInput!): AttachPostgresClusterPayload
            createPostgresClusterDatabase(
                input: CreatePostgresClusterDatabaseInput!
            ): CreatePostgresClusterDatabasePayload
            createPostgresClusterUser(input: CreatePostgresClusterUserInput!): CreatePostgresClusterUserPayload
            detachPostgresCluster(input: DetachPostgresClusterInput!): DetachPostgresClusterPayload
            enablePostgresConsul(input: EnablePostgresConsulInput!): EnablePostgresConsulPayload
            grantPostgresClusterUserAccess(
                input: GrantPostgresClusterUserAccessInput!
            ): GrantPostgresClusterUserAccessPayload
            revokePostgresClusterUserAccess(
                input: RevokePostgresClusterUserAccessInput!
            ): RevokePostgresClusterUserAccessPayload
        }

        extend type PostgresClusterAppRole {
            databases: [PostgresClusterDatabase!]!
            users: [PostgresClusterUser!]!
        }

        input AttachPostgresClusterInput {
            appId: ID!
            clientMutationId: String
            databaseName: String
            databaseUser: String
            manualEntry: Boolean
            postgresClusterAppId: ID!
            variableName: String
        }

        type AttachPostgresClusterPayload {
            app: App!
            clientMutationId: String
            connectionString: String!
            environmentVariableName: String!
            postgresClusterApp: App!
        }

        input CreatePostgresClusterDatabaseInput { appName: String!, clientMutationId: String, databaseName: String! }

        type CreatePostgresClusterDatabasePayload {
            clientMutationId: String
            database: PostgresClusterDatabase!
            postgresClusterRole: PostgresClusterAppRole!
        }

        input CreatePostgresClusterUserInput {
            appName: String!
            clientMutationId: String
            password: String!
            superuser: Boolean
            username: String!
        }

        type CreatePostgresClusterUserPayload {
            clientMutationId: String
            postgresClusterRole: PostgresClusterAppRole!
            user: PostgresClusterUser!
        }

        input DetachPostgresClusterInput {
            appId: ID!
            clientMutationId: String
            postgresClusterAppId: ID!
            postgresClusterAttachmentId: ID
        }

        type DetachPostgresClusterPayload { app: App!, clientMutationId: String, postgresClusterApp: App! }
        input EnablePostgresConsulInput { appId: ID, clientMutationId: String, region: String }
        type EnablePostgresConsulPayload { clientMutationId: String, consulUrl: String! }

        input GrantPostgresClusterUserAccessInput {
            appName: String!
            clientMutationId: String
            databaseName: String!
            username: String!
        }

        type GrantPostgresClusterUserAccessPayload {
            clientMutationId: String
            database: PostgresClusterDatabase!
            postgresClusterRole: PostgresClusterAppRole!
            user: PostgresClusterUser!
        }

        type PostgresClusterAttachment implements Node {
            databaseName: String!
            databaseUser: String!
            environmentVariableName: String!
            id: ID!
        }

        type PostgresClusterDatabase { name: String!, users: [String!]! }
        type PostgresClusterUser { databases: [String!]!, isSuperuser: Boolean!, username: String! }

        input RevokePostgresClusterUserAccessInput {
            appName: String!
            clientMutationId: String
            databaseName: String!
            username: String!
        }

        type RevokePostgresClusterUserAccessPayload {
            clientMutationId: String
            database: PostgresClusterDatabase!
            postgresClusterRole: PostgresClusterAppRole!
            user: PostgresClusterUser!
        }
        """
}
