extension FlySchema {
    /// Releases of apps.
    static let releaseMutations = """
        extend type Mutations {
            createRelease(input: CreateReleaseInput!): CreateReleasePayload
            setPlatformVersion(input: SetPlatformVersionInput!): SetPlatformVersionPayload
            updateRelease(input: UpdateReleaseInput!): UpdateReleasePayload
        }

        extend type App {
            release(id: ID, version: Int): Release
            releases(\(page)): ReleaseConnection!
        }

        extend type FlyPlatform {
            flyctl: FlyctlRelease!
        }

        input CreateReleaseInput {
            appId: ID!
            buildId: ID
            clientMutationId: String
            definition: JSON!
            image: String!
            platformVersion: String!
            strategy: DeploymentStrategy!
        }

        type CreateReleasePayload { app: App!, clientMutationId: String, release: Release }
        type FlyctlRelease { timestamp: ISO8601DateTime!, version: String! }

        type ReleaseCommand implements Node {
            app: App!
            command: String!
            evaluationId: String
            exitCode: Int
            failed: Boolean!
            id: ID!
            inProgress: Boolean!
            instanceId: String
            status: String!
            succeeded: Boolean!
        }

        input SetPlatformVersionInput { appId: ID!, clientMutationId: String, lockId: ID, platformVersion: String! }
        type SetPlatformVersionPayload { app: App!, clientMutationId: String }
        input UpdateReleaseInput { clientMutationId: String, metadata: JSON, releaseId: ID!, status: String }
        type UpdateReleasePayload { clientMutationId: String, release: Release! }
        """
}
