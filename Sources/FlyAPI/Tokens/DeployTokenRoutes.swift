import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `/v1/apps/{app}/deploy_token` (reference/machines-rest.md, section 2.1).
enum DeployTokenRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.post, "/v1/apps/{app}/deploy_token") { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "createDeployTokenRequest")
            let lifetime = try body.nonEmpty("expiry").map(DeployToken.lifetime) ?? DeployToken.usualLifetime
            let world = try context.requireWorld()
            let name = world.name
            let permission = try await world.tokens.mint(
                for: context.app, by: context.caller.user, lifetime: lifetime
            ) { app, seal in
                DeployToken.permission(for: app, in: name, seal).text
            }
            return .json(["token": .string(DeployToken.header(of: permission))])
        }
    }
}
