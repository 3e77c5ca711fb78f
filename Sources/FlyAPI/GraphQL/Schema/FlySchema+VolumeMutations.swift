extension FlySchema {
    /// Volumes beyond what REST does with them.
    static let volumeMutations = """
        extend type Queries {
            volumeAttachments(appId: ID!, volumeId: ID): JSON
            volumeSnapshots(appId: Int!, volumeId: BigInt!): [VolumeSnapshot!]
        }

        extend type Mutations {
            buildVolume(input: BuildVolumeInput!): BuildVolumePayload
            createVolume(input: CreateVolumeInput!): CreateVolumePayload
            createVolumeSnapshot(input: CreateVolumeSnapshotInput!): CreateVolumeSnapshotPayload
            deleteVolume(input: DeleteVolumeInput!): DeleteVolumePayload
            extendVolume(input: ExtendVolumeInput!): ExtendVolumePayload
            forkVolume(input: ForkVolumeInput!): ForkVolumePayload
            migrateVolume(input: MigrateVolumeInput!): MigrateVolumePayload
            registerVolume(input: RegisterVolumeInput!): RegisterVolumePayload
            restoreVolumeSnapshot(input: RestoreVolumeSnapshotInput!): RestoreVolumeSnapshotPayload
            updateVolume(input: UpdateVolumeInput!): UpdateVolumePayload
        }

        extend type Volume {
            attachedAllocation: Allocation
        }

        input CreateVolumeInput {
            appId: ID!
            clientMutationId: String
            encrypted: Boolean = true
            fsType: FsTypeType = ext4
            name: String!
            region: String!
            requireUniqueZone: Boolean
            sizeGb: Int!
            snapshotId: ID
        }

        type CreateVolumePayload { app: App!, clientMutationId: String, volume: Volume! }
        input CreateVolumeSnapshotInput { clientMutationId: String, volumeId: ID! }
        type CreateVolumeSnapshotPayload { clientMutationId: String, volume: Volume! }
        input DeleteVolumeInput { clientMutationId: String, lockId: ID, volumeId: ID! }
        type DeleteVolumePayload { app: App!, clientMutationId: String }
        input ExtendVolumeInput { clientMutationId: String, sizeGb: Int!, volumeId: ID! }
        type ExtendVolumePayload { app: App!, clientMutationId: String, needsRestart: Boolean!, volume: Volume! }

        input ForkVolumeInput {
            appId: ID!
            clientMutationId: String
            lockId: ID
            machinesOnly: Boolean
            name: String
            remote: Boolean
            sourceVolId: ID!
        }

        type ForkVolumePayload { app: App!, clientMutationId: String, volume: Volume! }
        enum FsTypeType { ext4 raw }

        input MigrateVolumeInput {
            appId: Int!
            clientMutationId: String
            requireUniqueZone: Boolean
            targetVolumeId: String!
            useLatestSnapshot: Boolean
        }

        type MigrateVolumePayload {
            clientMutationId: String
            hostId: Int!
            hostname: String!
            volumeGraphId: String!
            volumeId: Int!
        }

        input RegisterVolumeInput {
            appId: Int!
            autoBackupEnabled: Boolean!
            clientMutationId: String
            encrypted: Boolean! = true
            host: String!
            name: String!
            region: String!
            sizeGb: Int!
            snapshot: ID
            snapshotRetentionDays: Int
            volumeId: String!
        }

        type RegisterVolumePayload { clientMutationId: String, ok: Boolean! }
        input RestoreVolumeSnapshotInput { clientMutationId: String, snapshotId: ID!, volumeId: ID! }
        type RestoreVolumeSnapshotPayload { clientMutationId: String, snapshot: VolumeSnapshot!, volume: Volume! }
        input UpdateVolumeInput { appId: ID!, clientMutationId: String, snapshotRetentionDays: Int, volumeId: String! }
        type UpdateVolumePayload { clientMutationId: String, ok: Boolean! }
        """
}
