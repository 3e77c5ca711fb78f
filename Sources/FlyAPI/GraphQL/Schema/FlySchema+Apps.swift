extension FlySchema {
    static let apps = """
        enum AppState { DEPLOYED PENDING SUSPENDED }
        enum PlatformVersionEnum { detached machines nomad }
        enum RuntimeType { FIRECRACKER NODEPROXY }

        type App implements Node {
            appUrl: String
            cnameTarget: String
            createdAt: ISO8601DateTime!
            deployed: Boolean!
            hostname: String
            id: ID!
            internalId: String!
            internalNumericId: Int!
            ipAddress(address: String!): IPAddress
            ipAddresses(\(page)): IPAddressConnection!
            key: String!
            name: String!
            network: String
            organization: Organization!
            platformVersion: PlatformVersionEnum
            runtime: RuntimeType!
            sharedIpAddress: String
            state: AppState!
            status: String!
            version: Int!
        }
        """
}
