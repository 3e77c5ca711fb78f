import MachineRules
import Persistence
import Simulation
import Synchronization

/// The routes of all apps in use, each read once and dropped at the commit that changes any of its machines.
final class AppRoutes: Sendable {
    private static let capacity = 10_000
    private let activity: Activity
    private let routes = Mutex<[AppKey: AppRoute]>([:])

    init(activity: Activity) {
        self.activity = activity
    }

    /// The route of an app, nil when the world has no such app.
    func route(_ app: AppName, in world: World) async throws -> AppRoute? {
        let key = AppKey(app, in: world)
        if let route = routes.withLock({ $0[key] }) { return route }
        return try await world.read { [activity] database, _ in
            guard let record = try AppRecord.find(app, in: database) else { return nil }
            let secrets = try SecretsService.environment(of: app, in: database)
            let machines = try MachineRecord.all(of: app, includingDestroyed: false, in: database)
                .filter { !$0.state.isDestroyed && $0.hostStatus == .ok }
                .map { machine in
                    try AppRoute.Machine(
                        machine, secrets: secrets, reports: try CheckReport.all(of: machine.id, in: database),
                        load: activity.counter(Activity.Key(machine.id, in: world))
                    )
                }
            let route = AppRoute(
                record, machines: machines, addresses: try IPAddressRecord.all(of: app, in: database)
            )
            // Between commits, so no change can have overtaken it.
            self.routes.withLock { routes in
                if routes.count >= Self.capacity { routes = [:] }
                routes[key] = route
            }
            return route
        }
    }

    /// Drops what a commit made stale.
    func follow(_ changes: Changes, in world: World) {
        guard !changes.apps.isEmpty || changes.isWhole else { return }
        routes.withLock { routes in
            if changes.isWhole { routes = routes.filter { $0.key.world != world.name } }
            for app in changes.apps { routes[AppKey(app, in: world)] = nil }
        }
    }
}
