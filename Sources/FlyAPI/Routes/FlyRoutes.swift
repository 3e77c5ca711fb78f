package import Guests
import HTTPTypes
import Hummingbird
import MachineRules

/// The routes of the real service, served and not yet served.
package enum FlyRoutes {
    /// - Parameter processes: what runs processes of machines, nil where that is not allowed.
    package static func add(
        to table: inout RouteTable,
        authorization: Authorization,
        processes: ProcessHost? = nil
    ) {
        AppRoutes.add(to: &table)
        AddressRoutes.add(to: &table)
        MachineRoutes.add(to: &table)
        ActionRoutes.add(to: &table)
        LeaseRoutes.add(to: &table)
        MetadataRoutes.add(to: &table)
        MemoryRoutes.add(to: &table)
        ExecRoutes.add(to: &table, processes: processes)
        ProcessRoutes.add(to: &table, processes: processes)
        VolumeRoutes.add(to: &table)
        SnapshotRoutes.add(to: &table)
        CertificateRoutes.add(to: &table)
        OrganizationRoutes.add(to: &table)
        SecretRoutes.add(to: &table)
        SecretKeyRoutes.add(to: &table)
        PlatformRoutes.add(to: &table)
        DeployTokenRoutes.add(to: &table)
        TokenRoutes.add(to: &table, authorization: authorization)
        OIDCRoutes.add(to: &table)
        GraphQLRoutes.add(to: &table)
        WebRoutes.add(to: &table, authorization: authorization)
        addUnserved(to: &table)
        // The API's root answers so, without a body (recorded).
        table.serve(.get, "/", basis: .recorded, access: .open) { _, _ in .empty(.movedPermanently) }
    }

    /// Managed Postgres is another service behind the same host; it is not emulated.
    private static func addUnserved(to table: inout RouteTable) {
        table.refuse(.get, "/v1/postgres", "/v1/postgres/{cluster}")
        table.refuse(.post, "/v1/postgres")
        table.refuse(.delete, "/v1/postgres/{cluster}")
    }
}
