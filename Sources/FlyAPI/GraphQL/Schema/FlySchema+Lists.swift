extension FlySchema {
    /// The types that come in lists of pages.
    static let listed = [
        "AccessToken", "AddOn", "AddOnPlan", "App", "AppCertificate", "AppChange", "Build", "Certificate",
        "CheckHTTPResponse", "CheckJob", "CheckJobRun", "CheckLocation", "CheckState", "DelegatedWireGuardToken",
        "EgressIPAddress", "HealthCheck", "HealthCheckHandler", "IPAddress", "Issue", "LimitedAccessToken",
        "LoggedCertificate", "Machine", "MachineIP", "Organization", "OrganizationInvitation",
        "PostgresClusterAttachment", "Release", "ReleaseUnprocessed", "SignedDocument", "ThirdPartyConfiguration",
        "Volume", "VolumeSnapshot", "WireGuardPeer",
    ]

    static let lists =
        """
        type PageInfo {
            endCursor: String
            hasNextPage: Boolean!
            hasPreviousPage: Boolean!
            startCursor: String
        }

        """ + listed.map { list(of: $0) + "\n" + edge(of: $0) }.joined(separator: "\n")

    /// A connection type; all have this form.
    /// - Parameters:
    ///   - type: the elements' type.
    ///   - name: how the names of the connection and its edge begin.
    static func list(of type: String, as name: String? = nil) -> String {
        """
        type \(name ?? type)Connection {
            edges: [\(name ?? type)Edge]
            nodes: [\(type)]
            pageInfo: PageInfo!
            totalCount: Int!
        }
        """
    }

    private static func edge(of type: String) -> String {
        """
        type \(type)Edge {
            cursor: String!
            node: \(type)
        }
        """
    }
}
