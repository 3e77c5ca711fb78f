extension FlySchema {
    /// Addresses of apps, networks, and who may replay requests to whom.
    static let addressMutations = """
        extend type Mutations {
            addAllowedReplaySourceOrgs(input: AddAllowedReplaySourceOrgsInput!): AddAllowedReplaySourceOrgsPayload
            allocateEgressIpAddress(input: AllocateEgressIPAddressInput!): AllocateEgressIPAddressPayload
            allocateManagedServiceIpAddress(
                input: AllocateManagedServiceIPAddressInput!
            ): AllocateManagedServiceIPAddressPayload
            deleteNetworkPolicy(input: DeleteNetworkPolicyInput!): DeleteNetworkPolicyPayload
            deleteService(input: DeleteServiceInput!): DeleteServicePayload
            registerNetworkPolicy(input: RegisterNetworkPolicyInput!): RegisterNetworkPolicyPayload
            registerService(input: RegisterServiceInput!): RegisterServicePayload
            releaseEgressIpAddress(input: ReleaseEgressIPAddressInput!): ReleaseEgressIPAddressPayload
            releaseManagedServiceIpAddress(
                input: ReleaseManagedServiceIPAddressInput!
            ): ReleaseManagedServiceIPAddressPayload
            removeAllowedReplaySourceOrgs(
                input: RemoveAllowedReplaySourceOrgsInput!
            ): RemoveAllowedReplaySourceOrgsPayload
            setAllowAllCrossNetworkReplays(
                input: SetAllowAllCrossNetworkReplaysInput!
            ): SetAllowAllCrossNetworkReplaysPayload
        }

        extend type App {
            networkId: Int
        }

        input AddAllowedReplaySourceOrgsInput {
            allowedOrgSlugs: [String!]!
            clientMutationId: String
            organizationSlug: String!
        }

        type AddAllowedReplaySourceOrgsPayload { clientMutationId: String, organization: Organization! }
        input AllocateEgressIPAddressInput { appId: ID!, clientMutationId: String, machineId: ID, region: String }
        type AllocateEgressIPAddressPayload { clientMutationId: String, v4: String!, v6: String! }

        input AllocateManagedServiceIPAddressInput {
            appId: String!
            clientMutationId: String
            network: String
            organizationId: String
            serviceName: String
        }

        type AllocateManagedServiceIPAddressPayload { app: App!, clientMutationId: String, ipAssignmentId: Int }
        input DeleteNetworkPolicyInput { appId: ID!, clientMutationId: String, id: String! }
        type DeleteNetworkPolicyPayload { clientMutationId: String, ok: Boolean! }
        input DeleteServiceInput { appId: ID!, clientMutationId: String, name: String! }
        type DeleteServicePayload { clientMutationId: String, ok: Boolean! }
        enum HTTPMethod { DELETE GET HEAD PATCH POST PUT }
        enum HTTPProtocol { HTTP HTTPS }

        input RegisterNetworkPolicyInput {
            appId: ID!
            clientMutationId: String
            config: String!
            id: String!
            name: String!
            updatedAt: String!
        }

        type RegisterNetworkPolicyPayload { clientMutationId: String, ok: Boolean! }

        input RegisterServiceInput {
            appId: ID!
            clientMutationId: String
            config: String!
            id: String!
            kind: String!
            name: String!
            updatedAt: String!
        }

        type RegisterServicePayload { clientMutationId: String, ok: Boolean! }
        input ReleaseEgressIPAddressInput { appId: ID!, clientMutationId: String, ip: String, machineId: ID }
        type ReleaseEgressIPAddressPayload { clientMutationId: String, v4: String, v6: String }

        input ReleaseManagedServiceIPAddressInput {
            appId: String!
            clientMutationId: String
            ipAddressId: ID!
            serviceName: String!
        }

        type ReleaseManagedServiceIPAddressPayload { clientMutationId: String, ipAssignmentId: Int, released: Boolean! }

        input RemoveAllowedReplaySourceOrgsInput {
            clientMutationId: String
            orgSlugsToRemove: [String!]!
            organizationSlug: String!
        }

        type RemoveAllowedReplaySourceOrgsPayload { clientMutationId: String, organization: Organization! }

        input SetAllowAllCrossNetworkReplaysInput {
            clientMutationId: String
            allow: Boolean!
            organizationSlug: String!
        }

        type SetAllowAllCrossNetworkReplaysPayload { clientMutationId: String, organization: Organization! }

        input ServiceInput {
            checks: [CheckInput!]
            hardConcurrency: Int
            internalPort: Int!
            ports: [ServiceInputPort!]
            protocol: ServiceProtocolType!
            softConcurrency: Int
        }

        input ServiceInputPort { handlers: [ServiceHandlerType!], port: Int!, tlsOptions: ServicePortTlsOptionsInput }
        input ServicePortTlsOptionsInput { defaultSelfSigned: Boolean }
        """
}
