import Guests
import MachineRules
import OrderedJSON
import Persistence
package import Simulation
import Synchronization

/// What the edge knows of an app: its machines with their services, read once and dropped at the commit that changes
/// any of them.
struct AppRoute: Sendable {
    struct Machine: Sendable {
        let guest: GuestMachine
        let state: MachineState
        /// A machine that is being prepared and will launch, or restart, by itself.
        let isOnItsWay: Bool
        let cordoned: Bool
        let services: [Service]
        let processGroup: String

        var id: MachineID { guest.id }

        /// The service that an external port leads to. A plain listener stands for 443 with TLS taken off; an app that
        /// serves neither is reached by its first service.
        func service(port: Int) -> Service? {
            let tcp = services.filter { $0.protocolName == "tcp" && !$0.ports.isEmpty }
            return tcp.first { $0.ports.contains { $0.contains(port) } }
                ?? tcp.first { $0.ports.contains { $0.handlers.contains("http") } } ?? tcp.first
        }
    }

    /// In the order of making; destroyed ones and those on a lost host are not among them.
    let machines: [Machine]
    /// Where `min_machines_running` counts: the region of the app's first machine (chosen; the API does not tell the
    /// primary region).
    var primaryRegion: Region? { machines.first?.guest.region }
}

/// The routes of all apps in use.
package final class AppRoutes: Sendable {
    private struct Key: Hashable {
        let world: String
        let app: AppName
    }

    private static let capacity = 10_000
    private let routes = Mutex<[Key: AppRoute]>([:])

    package init() {}

    /// The route of an app, nil when the world has no such app.
    func route(_ app: AppName, in world: World) async throws -> AppRoute? {
        let key = Key(world: world.name, app: app)
        if let route = routes.withLock({ $0[key] }) { return route }
        return try await world.read { database, _ in
            guard try AppRecord.exists(app, in: database) else { return nil }
            let machines = try MachineRecord.all(of: app, includingDestroyed: false, in: database)
            let reachable = machines.filter { !$0.state.isDestroyed && $0.hostStatus == .ok }
            let route = AppRoute(machines: try reachable.map(AppRoute.Machine.init))
            // Between commits, so no change can have overtaken it.
            self.routes.withLock { routes in
                if routes.count >= Self.capacity { routes = [:] }
                routes[key] = route
            }
            return route
        }
    }

    /// Drops what a commit made stale.
    package func follow(_ changes: Changes, in world: World) {
        guard !changes.apps.isEmpty || changes.isWhole else { return }
        routes.withLock { routes in
            if changes.isWhole { routes = routes.filter { $0.key.world != world.name } }
            for app in changes.apps { routes[Key(world: world.name, app: app)] = nil }
        }
    }
}

extension AppRoute.Machine {
    init(_ record: MachineRecord) throws {
        let config = MachineConfig(stored: try JSON(parsing: record.config))
        guest = GuestMachine(
            id: record.id, app: record.appName, region: record.region, instanceID: record.instanceID,
            boots: record.lifecycle.boots, config: config
        )
        state = record.state
        isOnItsWay =
            switch record.state {
            case .created: record.lifecycle.step == .launch
            case .starting, .restarting: true
            case .replacing: record.lifecycle.step?.destination == .started
            case .stopped: record.lifecycle.step == .retry
            case .started, .stopping, .suspending, .suspended, .failed, .destroying, .destroyed: false
            }
        cordoned = record.cordoned
        services = config.services
        processGroup = config.metadata["fly_process_group"]?.stringValue ?? "app"
    }
}
