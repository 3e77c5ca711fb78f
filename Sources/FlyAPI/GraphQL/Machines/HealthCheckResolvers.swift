import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// What the checks of an app's machines say, as over REST. Which allocation a check belongs to is answered by its
/// machine's id; there are no allocations.
enum HealthCheckResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.set("App.healthChecks", on: AppRecord.self) { app, call in
            let wanted = call.text("name")
            let states = try await call.world.machines.list(
                of: app.name, includingDestroyed: false, where: { _ in true }, states)
            return Connection.page(
                states.flatMap { $0 }.filter { wanted == nil || $0["name"]?.stringValue == wanted }
                    .map(ResolvedValue.json), call)
        }
        resolvers["CheckState.output"] = { call in
            guard case .json(let state) = call.parent, let output = state["output"]?.stringValue else { return "" }
            return .text(call.arguments["limit"]?.intValue.map { String(output.prefix(max(0, $0))) } ?? output)
        }
    }

    @Sendable
    private static func states(_ view: MachineView) throws -> [JSON] {
        let checks = try view.config().checks
        return zip(checks, try view.checks().statuses).map { check, status in
            [
                "allocationId": .string(view.machine.id.rawValue), "name": .string(status.name),
                "output": .string(status.output),
                "serviceName": .string(check.affectsRouting ? "\(check.probe.rawValue)-\(check.port)" : ""),
                "status": .string(status.word.rawValue), "type": .string(check.probe.rawValue.uppercased()),
                "updatedAt": .string(status.updatedAt.rfc3339),
            ]
        }
    }
}
