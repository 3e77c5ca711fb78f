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
        MetadataRoutes.add(to: &table)
        MemoryRoutes.add(to: &table)
        ExecRoutes.add(to: &table)
        ProcessRoutes.add(to: &table)
        VolumeRoutes.add(to: &table)
        SnapshotRoutes.add(to: &table)
        PlatformRoutes.add(to: &table)
        GraphQLRoutes.add(to: &table)
        addUnserved(to: &table)
        // The API's root answers so, without a body (recorded).
        table.serve(.get, "/", basis: .recorded) { _, _ in .empty(.movedPermanently) }
    }

    private static func addUnserved(to table: inout RouteTable) {
        let app = "/v1/apps/{app}"
        table.refuse(
            .get,
            app + "/certificates", app + "/certificates/{hostname}", app + "/secrets", app + "/secrets/{name}",
            app + "/secretkeys", app + "/secretkeys/{name}", "/v1/orgs/{org}/machines", "/v1/orgs/{org}/volumes",
            "/v1/tokens/current", "/v1/postgres", "/v1/postgres/{cluster}"
        )
        table.refuse(
            .post, app + "/deploy_token", app + "/certificates/acme", app + "/certificates/custom",
            app + "/certificates/{hostname}/check", app + "/secrets", app + "/secrets/{name}",
            app + "/secretkeys/{name}", app + "/secretkeys/{name}/generate", app + "/secretkeys/{name}/encrypt",
            app + "/secretkeys/{name}/decrypt", app + "/secretkeys/{name}/sign", app + "/secretkeys/{name}/verify",
            "/v1/platform/placements", "/v1/tokens/authenticate", "/v1/tokens/authorize", "/v1/tokens/kms",
            "/v1/tokens/oidc", "/v1/postgres"
        )
        table.refuse(
            .delete, app + "/certificates/{hostname}",
            app + "/certificates/{hostname}/acme", app + "/certificates/{hostname}/custom", app + "/secrets/{name}",
            app + "/secretkeys/{name}", "/v1/postgres/{cluster}"
        )
    }
}
