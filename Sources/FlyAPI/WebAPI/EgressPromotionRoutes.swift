import HTTPTypes
import Hummingbird
import MachineRules
import Simulation

/// `/api/v1/apps/{app}/egress_ips`: makes the address of one machine that of the whole app.
enum EgressPromotionRoutes {
    static func add(to table: inout RouteTable) {
        let path = WebRoutes.prefix + "/apps/{app}/egress_ips/{ip}/promote"
        table.serve(.post, path, basis: .clientCode) { _, context in
            try await context.requireWorld().egressAddresses.promote(context.path("ip"), of: context.app)
            return .empty(.noContent)
        }
    }
}
