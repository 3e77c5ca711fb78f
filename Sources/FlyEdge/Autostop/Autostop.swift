import Guests
import MachineRules
import Persistence
import Simulation
import Synchronization

/// Stops or suspends machines without requests, on their world's clock.
///
/// A pass runs for an app when its machines can first have been idle long enough; it is planned when a machine comes up
/// and plans the next one itself while any machine that may be stopped runs.
final class Autostop: Sendable {
    /// Without any patience passes would follow each other in one moment of the world, for ever.
    private static let leastPause = Duration.seconds(1)

    private struct Key: Hashable {
        let world: String
        let app: AppName
    }

    private let routes: AppRoutes
    private let activity: Activity
    private let idle: Duration
    private let planned = Mutex<Set<Key>>([])

    init(routes: AppRoutes, activity: Activity, idle: Duration) {
        self.routes = routes
        self.activity = activity
        self.idle = idle
    }

    /// Called after each commit, on the store's queue.
    func follow(_ changes: Changes, in world: World) {
        for change in changes.machines {
            if change.to == .started {
                if change.from != .started { activity.touch(Activity.Key(change.id, in: world), at: world.now) }
                // Also for one that was cordoned when the last pass went by.
                plan(change.app, in: world, after: idle)
            } else if change.to.isDestroyed {
                activity.forget(Activity.Key(change.id, in: world))
            }
        }
        if changes.isWhole {
            // Every timer went with the old database.
            planned.withLock { planned in planned = planned.filter { $0.world != world.name } }
            for app in changes.apps { plan(app, in: world, after: idle) }
        }
    }

    private func plan(_ app: AppName, in world: World, after delay: Duration) {
        let key = Key(world: world.name, app: app)
        guard planned.withLock({ $0.insert(key).inserted }) else { return }
        _ = world.schedule(at: world.now + delay) { [weak self, weak world] in
            guard let self, let world else { return }
            planned.withLock { _ = $0.remove(key) }
            await pass(app, in: world)
        }
    }

    private func pass(_ app: AppName, in world: World) async {
        // An app that cannot be read now has nothing to stop.
        guard let route = try? await routes.route(app, in: world) else { return }
        let now = world.now
        let running = route.machines.filter { $0.state == .started }.compactMap { machine in
            state(of: machine, at: now, in: world)
        }
        let rules = AutostopRules(patience: idle, primaryRegion: route.primaryRegion)
        let actions = rules.actions(for: running)
        var stopped: Set<MachineID> = []
        for action in actions where await perform(action, app, in: world) { stopped.insert(action.machine) }
        let left = running.filter { $0.autostop != .off && !stopped.contains($0.id) }
        guard !left.isEmpty else { return }
        let next = left.map { $0.load > 0 ? idle : idle - $0.idle }.filter { $0 > .zero }.min() ?? idle
        plan(app, in: world, after: max(next, Self.leastPause))
    }

    /// - Returns: whether the machine was granted its rest.
    private func perform(_ action: AutostopRules.Action, _ app: AppName, in world: World) async -> Bool {
        let machines = world.machines
        do {
            if action.suspends {
                do {
                    try await machines.suspend(action.machine, in: app, by: .proxy, nonce: nil)
                    return true
                } catch let refusal as MachineRules.Refusal where refusal.kind == .failedPrecondition {
                    // Not eligible: it is stopped instead (section 4.7).
                }
            }
            try await machines.stop(action.machine, in: app, by: .proxy, nonce: nil)
            return true
        } catch {
            // A leased or just changed machine is left alone until the next pass.
            return false
        }
    }

    private func state(of machine: AppRoute.Machine, at now: Timestamp, in world: World) -> AutostopRules.Running? {
        guard !machine.services.isEmpty, !machine.cordoned else { return nil }
        let key = Activity.Key(machine.id, in: world)
        let load = activity.load(key)
        if load == nil { activity.touch(key, at: now) }
        let stopping = machine.services.map(\.autostop).first { $0 != .off } ?? .off
        return AutostopRules.Running(
            id: machine.id, region: machine.guest.region, group: machine.processGroup, autostop: stopping,
            minimum: machine.services.map(\.minMachinesRunning).max() ?? 0,
            softLimit: machine.services.map(\.concurrency.softLimit).min() ?? 20,
            load: load?.open ?? 0, idle: load.map { now - $0.last } ?? .zero
        )
    }
}
