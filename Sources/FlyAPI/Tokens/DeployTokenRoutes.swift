import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `/v1/apps/{app}/deploy_token` (reference/machines-rest.md, section 2.1).
enum DeployTokenRoutes {
    /// Twenty years, as the command line tool asks for when it is told nothing; that the service does so too is chosen.
    private static let usualLifetime = Duration.seconds(175_200 * 3600)

    static func add(to table: inout RouteTable) {
        table.serve(.post, "/v1/apps/{app}/deploy_token") { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "createDeployTokenRequest")
            let lifetime = try body.nonEmpty("expiry").map(lifetime) ?? usualLifetime
            let world = try context.requireWorld()
            let name = world.name
            let permission = try await world.tokens.mint(
                for: context.app, by: context.caller.user, lifetime: lifetime
            ) { app, seal in
                DeployToken.permission(for: app, in: name, seal).text
            }
            return .json(["token": .string("FlyV1 \(permission),\(DeployToken.discharge(of: permission).text)")])
        }
    }

    private static func lifetime(_ text: String) throws(Refusal) -> Duration {
        let duration = try GoDuration(parsing: text).duration
        guard duration > .zero else {
            throw Refusal(.expiryNotPositive)
        }
        return duration
    }
}
