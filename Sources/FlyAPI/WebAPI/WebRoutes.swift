import HTTPTypes
import Hummingbird

/// `/api/v1`: the API of Fly's web site, which flyctl uses for organizations, builds, releases, logins and logs
/// (reference/graphql.md, sections 4.2 and 4.3). It shows the same as REST and GraphQL.
enum WebRoutes {
    static let prefix = "/api/v1"

    static func add(to table: inout RouteTable, authorization: Authorization) {
        WebOrganizationRoutes.add(to: &table)
        BuildRoutes.add(to: &table)
        ReleaseRoutes.add(to: &table)
        EgressPromotionRoutes.add(to: &table)
        LogRoutes.add(to: &table)
        CLISessionRoutes.add(to: &table, authorization: authorization)
        // Nothing is built here.
        table.refuse(.post, prefix + "/builds/depot_builder", prefix + "/organizations/{slug}/builders")
        table.refuse(.post, prefix + "/apps/{app}/deploy", note: "deploying from the service's own machines")
    }
}
