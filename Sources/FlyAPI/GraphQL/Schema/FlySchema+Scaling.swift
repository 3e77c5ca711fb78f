extension FlySchema {
    /// How many, how large and where: of apps before machines.
    static let scaling = """
        extend type Mutations {
            configureRegions(input: ConfigureRegionsInput!): ConfigureRegionsPayload
            restartAllocation(input: RestartAllocationInput!): RestartAllocationPayload
            scaleApp(input: ScaleAppInput!): ScaleAppPayload
            setVmCount(input: SetVMCountInput!): SetVMCountPayload
            setVmSize(input: SetVMSizeInput!): SetVMSizePayload
            stopAllocation(input: StopAllocationInput!): StopAllocationPayload
            updateAutoscaleConfig(input: UpdateAutoscaleConfigInput!): UpdateAutoscaleConfigPayload
        }

        extend type App {
            allocation(id: String!): Allocation
            allocations(showCompleted: Boolean): [Allocation!]!
            autoscaling: AutoscalingConfig
            currentPlacement: [RegionPlacement!]!
            deploymentStatus(evaluationId: String, id: ID): DeploymentStatus
            processGroups: [ProcessGroup!]!
            taskGroupCounts: [TaskGroupCount!]!
            vmSize: VMSize!
            vms(\(page), showCompleted: Boolean): VMConnection!
        }

        extend type FlyPlatform {
            vmSizes: [VMSize!]!
        }

        type Allocation implements Node {
            attachedVolumes(\(page)): VolumeConnection!
            canary: Boolean!
            checks(name: String): [CheckState!]!
            createdAt: ISO8601DateTime!
            criticalCheckCount: Int!
            desiredStatus: String!
            events: [AllocationEvent!]!
            failed: Boolean!
            healthy: Boolean!
            id: ID!
            idShort: ID!
            latestVersion: Boolean!
            passingCheckCount: Int!
            privateIP: String
            recentLogs(limit: Int = 10, range: Int = 300): [LogEntry!]!
            region: String!
            restarts: Int!
            status: String!
            taskName: String!
            totalCheckCount: Int!
            transitioning: Boolean!
            updatedAt: ISO8601DateTime!
            version: Int!
            warningCheckCount: Int!
        }

        type AllocationEvent { message: String!, timestamp: ISO8601DateTime!, type: String! }
        type AutoscaleRegionConfig { code: String!, minCount: Int, weight: Int }
        input AutoscaleRegionConfigInput { code: String!, minCount: Int, reset: Boolean, weight: Int }
        enum AutoscaleStrategy { CONNECTION_SOURCES NONE PREFERRED_REGIONS }

        type AutoscalingConfig {
            backupRegions: [String!]!
            balanceRegions: Boolean!
            enabled: Boolean!
            maxCount: Int!
            minCount: Int!
            preferredRegion: String
            regions: [AutoscaleRegionConfig!]!
            strategy: AutoscaleStrategy!
        }

        input ConfigureRegionsInput {
            allowRegions: [String!]
            appId: ID!
            backupRegions: [String!]
            clientMutationId: String
            denyRegions: [String!]
            group: String
        }

        type ConfigureRegionsPayload {
            app: App!
            backupRegions: [Region!]!
            clientMutationId: String
            group: String
            regions: [Region!]!
        }

        type DeploymentStatus {
            allocations: [Allocation!]!
            description: String!
            desiredCount: Int!
            healthyCount: Int!
            id: ID!
            inProgress: Boolean!
            placedCount: Int!
            promoted: Boolean!
            status: String!
            successful: Boolean!
            unhealthyCount: Int!
            version: Int!
        }

        type ProcessGroup { maxPerRegion: Int!, name: String!, regions: [String!]!, vmSize: VMSize! }
        type RegionPlacement { count: Int, region: String! }
        input RestartAllocationInput { allocId: ID!, appId: ID!, clientMutationId: String }
        type RestartAllocationPayload { allocation: Allocation!, app: App!, clientMutationId: String }
        input ScaleAppInput { appId: ID!, clientMutationId: String, regions: [ScaleRegionInput!]! }

        type ScaleAppPayload {
            app: App!
            clientMutationId: String
            delta: [ScaleRegionChange!]!
            placement: [RegionPlacement!]!
        }

        type ScaleRegionChange { fromCount: Int!, region: String!, toCount: Int }
        input ScaleRegionInput { count: Int!, region: String! }
        input SetVMCountInput { appId: ID!, clientMutationId: String, groupCounts: [VMCountInput!]!, lockId: ID }

        type SetVMCountPayload {
            app: App!
            clientMutationId: String
            release: Release
            taskGroupCounts: [TaskGroupCount!]!
            warnings: [String!]!
        }

        input SetVMSizeInput { appId: ID!, clientMutationId: String, group: String, memoryMb: Int, sizeName: String! }
        type SetVMSizePayload { app: App!, clientMutationId: String, processGroup: ProcessGroup, vmSize: VMSize }
        input StopAllocationInput { allocId: ID!, appId: ID!, clientMutationId: String }
        type StopAllocationPayload { allocation: Allocation!, app: App!, clientMutationId: String }
        type TaskGroupCount { count: Int!, name: String! }

        input UpdateAutoscaleConfigInput {
            appId: ID!
            balanceRegions: Boolean
            clientMutationId: String
            enabled: Boolean
            maxCount: Int
            minCount: Int
            regions: [AutoscaleRegionConfigInput!]
            resetRegions: Boolean
        }

        type UpdateAutoscaleConfigPayload { app: App!, clientMutationId: String }

        type VM implements Node {
            attachedVolumes(\(page)): VolumeConnection!
            canary: Boolean!
            checks(name: String): [CheckState!]!
            createdAt: ISO8601DateTime!
            criticalCheckCount: Int!
            desiredStatus: String!
            events: [AllocationEvent!]!
            failed: Boolean!
            healthy: Boolean!
            id: ID!
            idShort: ID!
            latestVersion: Boolean!
            passingCheckCount: Int!
            privateIP: String
            recentLogs(limit: Int = 10, range: Int = 300): [LogEntry!]!
            region: String!
            restarts: Int!
            status: String!
            taskName: String!
            totalCheckCount: Int!
            transitioning: Boolean!
            updatedAt: ISO8601DateTime!
            version: Int!
            warningCheckCount: Int!
        }

        input VMCountInput { count: Int, group: String, maxPerRegion: Int }

        type VMSize {
            cpuCores: Float!
            maxMemoryMb: Int!
            memoryGb: Float!
            memoryIncrementsMb: [Int!]!
            memoryMb: Int!
            name: String!
            priceMonth: Float!
            priceSecond: Float!
        }

        type VMConnection {
            activeCount: Int!
            completeCount: Int!
            edges: [VMEdge]
            failedCount: Int!
            inactiveCount: Int!
            lostCount: Int!
            nodes: [VM]
            pageInfo: PageInfo!
            pendingCount: Int!
            runningCount: Int!
            totalCount: Int!
        }
        type VMEdge { cursor: String!, node: VM }
        """
}
