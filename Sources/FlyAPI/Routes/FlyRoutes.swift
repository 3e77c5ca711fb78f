import HTTPTypes
import Hummingbird
import MachineRules

/// The routes of the real service, served and not yet served.
package enum FlyRoutes {
    package static func add(to table: inout RouteTable, authorization: Authorization) {
        AppRoutes.add(to: &table)
        AddressRoutes.add(to: &table)
        MachineRoutes.add(to: &table)
        ActionRoutes.add(to: &table)
        LeaseRoutes.add(to: &table)
        VolumeRoutes.add(to: &table)
        SnapshotRoutes.add(to: &table)
        CertificateRoutes.add(to: &table)
        OrganizationRoutes.add(to: &table)
        PlatformRoutes.add(to: &table)
        DeployTokenRoutes.add(to: &table)
        TokenRoutes.add(to: &table, authorization: authorization)
        OIDCRoutes.add(to: &table)
        GraphQLRoutes.add(to: &table)
        addUnserved(to: &table)
        // The API's root answers so, without a body (recorded).
        table.serve(.get, "/", basis: .recorded, access: .open) { _, _ in .empty(.movedPermanently) }
    }

    private static func addUnserved(to table: inout RouteTable) {
        let app = "/v1/apps/{app}"
        let machine = app + "/machines/{id}"
        table.refuse(
            .get, machine + "/ps", machine + "/metadata", machine + "/metadata/{key}", machine + "/memory",
            app + "/secrets", app + "/secrets/{name}", app + "/secretkeys", app + "/secretkeys/{name}",
            "/v1/postgres", "/v1/postgres/{cluster}"
        )
        table.refuse(
            .post, machine + "/signal", machine + "/exec", machine + "/metadata/{key}",
            machine + "/memory/reclaim", app + "/secrets", app + "/secrets/{name}",
            app + "/secretkeys/{name}", app + "/secretkeys/{name}/generate", app + "/secretkeys/{name}/encrypt",
            app + "/secretkeys/{name}/decrypt", app + "/secretkeys/{name}/sign", app + "/secretkeys/{name}/verify",
            "/v1/postgres"
        )
        table.refuse(.put, machine + "/metadata", machine + "/memory")
        table.refuse(.patch, machine + "/metadata")
        table.refuse(
            .delete, machine + "/metadata/{key}", app + "/secrets/{name}",
            app + "/secretkeys/{name}", "/v1/postgres/{cluster}"
        )
    }
}
