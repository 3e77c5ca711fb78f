extension FlySchema {
    /// What is done to apps, and what is told of them.
    static let appMutations = """
        extend type Queries {
            validateConfig(definition: JSON!): AppConfig!
        }

        extend type Mutations {
            lockApp(input: LockAppInput!): LockAppPayload
            moveApp(input: MoveAppInput!): MoveAppPayload
            pauseApp(input: PauseAppInput!): PauseAppPayload
            restartApp(input: RestartAppInput!): RestartAppPayload
            resumeApp(input: ResumeAppInput!): ResumeAppPayload
            unlockApp(input: UnlockAppInput!): UnlockAppPayload
        }

        extend type App {
            changes(\(page)): AppChangeConnection!
            currentLock: AppLock
            instrumentsKey: String
            metricTypes: [String!]!
            parseConfig(definition: JSON!): AppConfig!
            tsusage(kinds: [String!]!): JSON!
            usage: [AppUsage!]!
        }

        type AppChange implements Node {
            actor: AppChangeActor
            actorType: String!
            app: App!
            createdAt: ISO8601DateTime!
            description: String!
            id: ID!
            status: String
            updatedAt: ISO8601DateTime!
            user: User
        }

        union AppChangeActor = Build | Release | Secret
        type AppLock { expiration: ISO8601DateTime!, lockId: ID! }

        type AppUsage {
            interval: String!
            requestsCount: Int!
            totalAppExecS: Int!
            totalDataOutGB: Float!
            ts: ISO8601DateTime!
        }

        input LockAppInput { appId: ID!, clientMutationId: String }
        type LockAppPayload { clientMutationId: String, expiration: ISO8601DateTime, lockId: ID }

        type LogEntry {
            id: String!
            instanceId: String!
            level: String!
            message: String!
            region: String!
            timestamp: ISO8601DateTime!
        }

        input MoveAppInput { appId: ID!, clientMutationId: String, organizationId: ID! }
        type MoveAppPayload { app: App!, clientMutationId: String }
        input PauseAppInput { appId: ID!, clientMutationId: String }
        type PauseAppPayload { app: App!, clientMutationId: String }
        input RestartAppInput { appId: ID!, clientMutationId: String }
        type RestartAppPayload { app: App!, clientMutationId: String }
        input ResumeAppInput { appId: ID!, clientMutationId: String }
        type ResumeAppPayload { app: App!, clientMutationId: String }
        input UnlockAppInput { appId: ID!, clientMutationId: String, lockId: ID! }
        type UnlockAppPayload { app: App!, clientMutationId: String }
        """
}
