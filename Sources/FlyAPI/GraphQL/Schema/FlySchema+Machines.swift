extension FlySchema {
    static let machines = """
        type Machine implements Node {
            app: App!
            config: JSON!
            createdAt: ISO8601DateTime!
            egressIpAddresses(\(page)): EgressIPAddressConnection!
            host: Host!
            id: ID!
            instanceId: String!
            ips(\(page)): MachineIPConnection!
            name: String!
            region: String!
            state: String!
            updatedAt: ISO8601DateTime!
        }

        type MachineIP implements Node {
            family: String!
            id: ID!
            ip: String!
            kind: String!
            maskSize: Int!
        }

        type Host implements Node { id: ID! }
        """
}
