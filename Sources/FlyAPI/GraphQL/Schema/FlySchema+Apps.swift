extension FlySchema {
    static let apps = """
        enum AppState { DEPLOYED PENDING SUSPENDED }
        enum PlatformVersionEnum { detached machines nomad }
        enum RuntimeType { FIRECRACKER NODEPROXY }

        type App implements Node {
            appUrl: String
            backupRegions: [Region!]!
            cnameTarget: String
            config: AppConfig!
            createdAt: ISO8601DateTime!
            currentRelease: Release
            currentReleaseUnprocessed: ReleaseUnprocessed
            deployed: Boolean!
            egressIpAddresses(\(page)): EgressIPAddressConnection!
            hasDeploymentSource: Boolean!
            hostIssues(\(page)): IssueConnection
            hostname: String
            id: ID!
            image(ref: String!): Image
            imageDetails: ImageVersion
            imageUpgradeAvailable: Boolean
            imageVersionTrackingEnabled: Boolean!
            internalId: String!
            internalNumericId: Int!
            ipAddress(address: String!): IPAddress
            ipAddresses(\(page)): IPAddressConnection!
            key: String!
            latestImageDetails: ImageVersion
            machine(id: String!): Machine
            machines(active: Boolean, \(page), version: Int): MachineConnection!
            name: String!
            network: String
            organization: Organization!
            platformVersion: PlatformVersionEnum
            regions: [Region!]!
            releasesUnprocessed(\(page), status: String): ReleaseUnprocessedConnection!
            role: AppRole
            runtime: RuntimeType!
            secrets: [Secret!]!
            services: [Service!]!
            sharedIpAddress: String
            state: AppState!
            status: String!
            version: Int!
            volume(internalId: String!): Volume
            volumes(\(page)): VolumeConnection!
        }
        """

    /// What an app shows of itself beside its machines, volumes and addresses.
    static let appParts = """
        interface AppRole { name: String! }
        type EmptyAppRole implements AppRole { name: String! }
        type FlyctlMachineHostAppRole implements AppRole { name: String! }
        type PostgresClusterAppRole implements AppRole { name: String! }
        type RemoteDockerBuilderAppRole implements AppRole { name: String! }

        enum ServiceHandlerType { EDGE_HTTP HTTP PG_TLS PROXY_PROTO TLS }
        enum ServiceProtocolType { TCP UDP }

        type AppConfig {
            definition: JSON!
            errors: [String!]!
            services: [Service!]!
            valid: Boolean!
        }

        type Service {
            description: String!
            hardConcurrency: Int!
            internalPort: Int!
            ports: [ServicePort!]!
            protocol: ServiceProtocolType!
            softConcurrency: Int!
        }

        type ServicePort {
            endPort: Int
            handlers: [ServiceHandlerType!]!
            port: Int
            startPort: Int
        }

        type Secret implements Node {
            createdAt: ISO8601DateTime!
            digest: String!
            id: ID!
            name: String!
            user: User
        }

        type Issue implements Node {
            createdAt: ISO8601DateTime!
            id: ID!
            internalId: String!
            message: String
            resolvedAt: ISO8601DateTime
            updatedAt: ISO8601DateTime!
        }
        """
}
