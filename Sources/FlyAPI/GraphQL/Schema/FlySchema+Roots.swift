extension FlySchema {
    static let roots = """
        schema { query: Queries mutation: Mutations }

        type Queries {
            app(id: String @deprecated, internalId: String, key: String @deprecated, name: String): App
            appNameAvailable(name: String!): Boolean!
            apps(
                active: Boolean, after: String, before: String, first: Int, ids: [String!] @deprecated, last: Int,
                organizationId: ID, platform: String, role: String, type: String @deprecated
            ): AppConnection!
            canPerformBluegreenDeployment(name: String!): Boolean!
            currentUser: User! @deprecated
            ipAddress(id: ID!): IPAddress
            latestImageDetails(flyVersion: String, image: String!): ImageVersion!
            machine(machineId: String!): Machine!
            machines(
                after: String, appId: String, before: String, first: Int, last: Int, state: String, version: Int
            ): MachineConnection!
            nearestRegion(wireguardGateway: Boolean): Region!
            node(id: ID!): Node
            nodes(ids: [ID!]!): [Node]!
            organization(id: ID, name: String, slug: String): Organization
            organizations(
                admin: Boolean, after: String, before: String, first: Int, last: Int, type: OrganizationType,
                withBillingIssuesOnly: Boolean
            ): OrganizationConnection!
            personalOrganization: Organization!
            platform: FlyPlatform!
            viewer: Principal!
            volume(id: ID!): Volume
        }

        type Mutations {
            allocateIpAddress(input: AllocateIPAddressInput!): AllocateIPAddressPayload
            createApp(input: CreateAppInput!): CreateAppPayload
            deleteApp(appId: ID!): DeleteAppPayload
            logOut(input: LogOutInput!): LogOutPayload
            releaseIpAddress(input: ReleaseIPAddressInput!): ReleaseIPAddressPayload
        }
        """
}
