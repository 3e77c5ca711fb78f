extension FlySchema {
    static let roots = """
        schema { query: Queries mutation: Mutations }

        type Queries {
            app(
                id: String @deprecated(reason: "will be removed")
                internalId: String
                key: String @deprecated(reason: "will be removed")
                name: String
            ): App
            ipAddress(id: ID!): IPAddress
        }
        """

    static let mutations = """
        type Mutations {
            allocateIpAddress(input: AllocateIPAddressInput!): AllocateIPAddressPayload
            releaseIpAddress(input: ReleaseIPAddressInput!): ReleaseIPAddressPayload
        }
        """
}
