extension FlySchema {
    /// Builds of images and the machines that make them.
    static let builds = """
        extend type Mutations {
            cancelBuild(buildId: ID!): CancelBuildPayload
            createBuild(input: CreateBuildInput!): CreateBuildPayload
            deleteRemoteBuilder(input: DeleteRemoteBuilderInput!): DeleteRemoteBuilderPayload
            ensureDepotRemoteBuilder(input: EnsureDepotRemoteBuilderInput!): EnsureDepotRemoteBuilderPayload
            ensureMachineRemoteBuilder(input: EnsureMachineRemoteBuilderInput!): EnsureMachineRemoteBuilderPayload
            finishBuild(input: FinishBuildInput!): FinishBuildPayload
            startBuild(input: StartBuildInput!): StartBuildPayload
            updateRemoteBuilder(input: UpdateRemoteBuilderInput!): UpdateRemoteBuilderPayload
        }

        extend type App {
            builds(\(page)): BuildConnection! @deprecated
        }

        type Build implements Node {
            app: App!
            commitId: String
            commitUrl: String
            createdAt: ISO8601DateTime!
            createdBy: User
            failed: Boolean!
            id: ID!
            image: String
            inProgress: Boolean!
            logs: String!
            number: Int!
            status: String!
            succeeded: Boolean!
            updatedAt: ISO8601DateTime!
        }

        input BuildFinalImageInput { id: String!, sizeBytes: BigInt!, tag: String! }

        input BuildImageOptsInput {
            buildArgs: JSON
            buildPacks: [String!]
            builder: String
            builtIn: String
            builtInSettings: JSON
            dockerfilePath: String
            extraBuildArgs: JSON
            imageLabel: String
            imageRef: String
            noCache: Boolean
            publish: Boolean
            tag: String
            target: String
        }

        input BuildMachineInput { appId: ID!, clientMutationId: String, config: JSON!, id: String }
        type BuildMachinePayload { clientMutationId: String, config: JSON! }
        input BuildStrategyAttemptInput { error: String, note: String, result: String!, strategy: String! }

        input BuildTimingsInput {
            buildAndPushMs: BigInt
            buildMs: BigInt
            builderInitMs: BigInt
            contextBuildMs: BigInt
            imageBuildMs: BigInt
            pushMs: BigInt
        }

        input BuildVolumeInput {
            appId: ID!
            clientMutationId: String
            computeImage: String
            computeRequirements: JSON
            dedicationId: String
            encrypted: Boolean = true
            region: String!
            sizeGb: Int!
            snapshot: ID
            snapshotRetentionDays: Int
        }

        type BuildVolumePayload {
            clientMutationId: String
            imageRef: JSON
            ineligibleHosts: JSON
            machinesOnlyHosts: JSON
            ok: Boolean!
            platformVersion: String!
            region: String!
            restoreKey: String
            vaultSecretPath: String
        }

        input BuilderMetaInput {
            builderType: String!
            buildkitEnabled: Boolean
            dockerVersion: String
            platform: String
            remoteAppName: ID
            remoteMachineId: ID
        }

        type CancelBuildPayload { build: Build! }

        input CreateBuildInput {
            appName: ID!
            builderType: String!
            clientMutationId: String
            imageOpts: BuildImageOptsInput
            machineId: ID
            strategiesAvailable: [String!]!
        }

        type CreateBuildPayload { clientMutationId: String, id: ID!, status: String! }
        input DeleteRemoteBuilderInput { clientMutationId: String, organizationId: ID! }
        type DeleteRemoteBuilderPayload { clientMutationId: String, organization: Organization! }

        input EnsureDepotRemoteBuilderInput {
            appName: String
            builderScope: String
            clientMutationId: String
            organizationId: ID
            region: String
        }

        type EnsureDepotRemoteBuilderPayload { buildId: String!, buildToken: String!, clientMutationId: String }

        input EnsureMachineRemoteBuilderInput {
            appName: String
            clientMutationId: String
            organizationId: ID
            region: String
            v2: Boolean
        }

        type EnsureMachineRemoteBuilderPayload { app: App!, clientMutationId: String, machine: Machine! }

        input FinishBuildInput {
            appName: ID!
            buildId: ID!
            builderMeta: BuilderMetaInput
            clientMutationId: String
            finalImage: BuildFinalImageInput
            logs: String
            machineId: ID
            status: String!
            strategiesAttempted: [BuildStrategyAttemptInput!]
            timings: BuildTimingsInput
        }

        type FinishBuildPayload { clientMutationId: String, id: ID!, status: String!, wallclockTimeMs: Int! }
        input StartBuildInput { appId: ID!, clientMutationId: String }
        type StartBuildPayload { build: Build!, clientMutationId: String }
        input UpdateRemoteBuilderInput { clientMutationId: String, image: String!, organizationId: ID! }
        type UpdateRemoteBuilderPayload { clientMutationId: String, organization: Organization! }
        """
}
