extension FlySchema {
    /// Releases, which no app here has, and images, which are their references.
    static let releases = """
        enum DeploymentStrategy { BLUEGREEN CANARY IMMEDIATE ROLLING ROLLING_ONE SIMPLE }

        type Release implements Node {
            config: AppConfig
            createdAt: ISO8601DateTime!
            deploymentStrategy: DeploymentStrategy!
            description: String!
            evaluationId: String
            id: ID!
            image: Image
            imageRef: String
            inProgress: Boolean! @deprecated
            metadata: JSON
            reason: String!
            revertedTo: Int
            stable: Boolean!
            status: String!
            updatedAt: ISO8601DateTime!
            user: User
            version: Int!
        }

        type ReleaseUnprocessed implements Node {
            configDefinition: JSON
            createdAt: ISO8601DateTime!
            deploymentStrategy: DeploymentStrategy!
            description: String!
            evaluationId: String
            id: ID!
            image: Image
            imageRef: String
            inProgress: Boolean! @deprecated
            reason: String!
            revertedTo: Int
            stable: Boolean!
            status: String!
            updatedAt: ISO8601DateTime!
            user: User
            version: Int!
        }

        type ImageVersion {
            digest: String!
            registry: String!
            repository: String!
            tag: String!
            version: String
        }

        type Image {
            absoluteRef: String!
            compressedSize: Int! @deprecated
            compressedSizeFull: BigInt!
            config: JSON!
            configDigest: JSON!
            createdAt: ISO8601DateTime!
            digest: String!
            id: ID!
            label: String!
            manifest: JSON!
            ref: String!
            registry: String!
            repository: String!
            tag: String
        }
        """
}
