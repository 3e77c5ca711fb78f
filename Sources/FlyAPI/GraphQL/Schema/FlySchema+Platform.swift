extension FlySchema {
    static let platform = """
        type FlyPlatform {
            regions: [Region!]!
            requestRegion: String
        }

        type Region {
            code: String!
            deprecated: Boolean!
            gatewayAvailable: Boolean!
            latitude: Float
            longitude: Float
            name: String!
            processGroup: String
            requiresPaidPlan: Boolean!
        }
        """
}
