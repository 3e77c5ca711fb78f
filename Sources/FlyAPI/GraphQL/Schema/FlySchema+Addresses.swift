extension FlySchema {
    static let addresses = """
        enum IPAddressType { private_v6 shared_v4 v4 v6 }

        type IPAddress implements Node {
            address: String!
            createdAt: ISO8601DateTime!
            id: ID!
            network: Network
            region: String
            serviceName: String
            type: IPAddressType!
        }

        type Network implements Node {
            createdAt: ISO8601DateTime!
            id: ID!
            name: String!
            organization: Organization!
            updatedAt: ISO8601DateTime!
        }

        type EgressIPAddress implements Node {
            id: ID!
            ip: String!
            region: String!
            updatedAt: ISO8601DateTime!
            version: Int!
        }

        input AllocateIPAddressInput {
            appId: ID!
            clientMutationId: String
            network: String
            organizationId: ID
            region: String
            serviceName: String
            type: IPAddressType!
        }

        type AllocateIPAddressPayload {
            app: App!
            clientMutationId: String
            ipAddress: IPAddress
        }

        input ReleaseIPAddressInput {
            appId: ID
            clientMutationId: String
            ip: String
            ipAddressId: ID
            serviceName: String
        }

        type ReleaseIPAddressPayload {
            app: App!
            clientMutationId: String
        }
        """
}
