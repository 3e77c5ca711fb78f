extension FlySchema {
    static let volumes = """
        type Volume implements Node {
            app: App!
            attachedAllocationId: String
            attachedMachine: Machine
            createdAt: ISO8601DateTime!
            encrypted: Boolean!
            host: Host!
            id: ID!
            internalId: String!
            name: String!
            region: String!
            sizeGb: Int!
            snapshotRetentionDays: Int
            snapshots(\(page)): VolumeSnapshotConnection!
            state: String!
            status: String!
            usedBytes: BigInt!
        }

        type VolumeSnapshot implements Node {
            createdAt: ISO8601DateTime!
            digest: String!
            id: ID!
            retentionDays: Int
            size: BigInt!
            volume: Volume!
        }
        """
}
