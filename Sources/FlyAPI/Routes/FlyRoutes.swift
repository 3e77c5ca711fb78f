import HTTPTypes
import Hummingbird
import MachineRules

/// The routes of the real service, served and not yet served.
package enum FlyRoutes {
    package static func add(to table: inout RouteTable) {
        AppRoutes.add(to: &table)
        AddressRoutes.add(to: &table)
        MachineRoutes.add(to: &table)
        ActionRoutes.add(to: &table)
        LeaseRoutes.add(to: &table)
        VolumeRoutes.add(to: &table)
        SecretRoutes.add(to: &table)
        SecretKeyRoutes.add(to: &table)
        PlatformRoutes.add(to: &table)
        GraphQLRoutes.add(to: &table)
        addUnserved(to: &table)
        // The API's root answers so, without a body (recorded).
        table.serve(.get, "/", basis: .recorded) { _, _ in .empty(.movedPermanently) }
    }

    private static func addUnserved(to table: inout RouteTable) {
        let app = "/v1/apps/{app}"
        let machine = app + "/machines/{id}"
        table.refuse(
            .get, machine + "/ps", machine + "/metadata", machine + "/metadata/{key}", machine + "/memory",
            app + "/certificates", app + "/certificates/{hostname}", "/v1/orgs/{org}/machines",
            "/v1/orgs/{org}/volumes", "/v1/tokens/current", "/v1/postgres", "/v1/postgres/{cluster}"
        )
        table.refuse(
            .post, app + "/deploy_token", machine + "/signal", machine + "/exec", machine + "/metadata/{key}",
            machine + "/memory/reclaim", app + "/certificates/acme", app + "/certificates/custom",
            app + "/certificates/{hostname}/check", "/v1/platform/placements", "/v1/tokens/authenticate",
            "/v1/tokens/authorize", "/v1/tokens/kms", "/v1/tokens/oidc", "/v1/postgres"
        )
        table.refuse(.put, machine + "/metadata", machine + "/memory")
        table.refuse(.patch, machine + "/metadata")
        table.refuse(
            .delete, machine + "/metadata/{key}", app + "/certificates/{hostname}",
            app + "/certificates/{hostname}/acme", app + "/certificates/{hostname}/custom", "/v1/postgres/{cluster}"
        )
    }
}
