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

    private let routes: AppRoutes
    private let activity: Activity
    private let leaving: LeavingMachines
    private let idle: Duration
    private let planned = Mutex<Set<AppKey>>([])

    /// World time between the soft cordon and the stop of a machine that has requests under way (chosen).
    private static let farewell = Duration.seconds(5)

    init(routes: AppRoutes, activity: Activity, leaving: LeavingMachines, idle: Duration) {
        self.routes = routes
        self.activity = activity
        self.leaving = leaving
        self.idle = idle
    }

    /// Called after each commit, on the store's queue.
    func follow(_ changes: Changes, in world: World) {
        for change in changes.machines {
            let key = Activity.Key(change.id, in: world)
            if change.to == .started {
                if change.from != .started { activity.counter(key).touch(at: world.now) }
                // Also for one that was cordoned when the last pass went by.
                plan(change.app, in: world, after: idle)
            } else {
                leaving.remove(change.id, in: world.name)
                if change.to.isDestroyed { activity.forget(key) }
            }
        }
        if changes.isWhole {
            // Every timer went with the old database.
            planned.withLock { planned in planned = planned.filter { $0.world != world.name } }
            for app in changes.apps { plan(app, in: world, after: idle) }
        }
    }

    private func plan(_ app: AppName, in world: World, after delay: Duration) {
        let key = AppKey(app, in: world)
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
        let running = route.machines.filter { $0.state == .started }.compactMap { state(of: $0, at: now) }
        let rules = AutostopRules(patience: idle, primaryRegion: route.primaryRegion)
        var stopped: Set<MachineID> = []
        for action in rules.actions(for: running) {
            guard let machine = route.machines.first(where: { $0.id == action.machine }) else { continue }
            let all = route.machines.count { $0.guest.region == action.region && $0.processGroup == action.group }
            let line = line(action, of: all, machine.guest)
            if await perform(action, app, in: world, line) { stopped.insert(action.machine) }
        }
        let left = running.filter { $0.autostop != .off && !stopped.contains($0.id) }
        guard !left.isEmpty else { return }
        let next = left.map { $0.load > 0 ? idle : idle - $0.idle }.filter { $0 > .zero }.min() ?? idle
        plan(app, in: world, after: max(next, Self.leastPause))
    }

    /// - Returns: whether the machine was granted its rest, or is about to be.
    private func perform(
        _ action: AutostopRules.Action,
        _ app: AppName,
        in world: World,
        _ line: LogLine
    ) async -> Bool {
        // From now on requests go elsewhere if they can.
        leaving.insert(action.machine, in: world.name)
        guard action.isLoaded else { return await stop(action, app, in: world, line) }
        _ = world.schedule(at: world.now + Self.farewell) { [weak self, weak world] in
            guard let self, let world else { return }
            if await stop(action, app, in: world, line) == false { plan(app, in: world, after: idle) }
        }
        return true
    }

    private func stop(
        _ action: AutostopRules.Action,
        _ app: AppName,
        in world: World,
        _ line: LogLine
    ) async -> Bool {
        defer { leaving.remove(action.machine, in: world.name) }
        do {
            try await rest(action, app, in: world)
        } catch {
            // A leased or just changed machine is left alone until the next pass.
            return false
        }
        // Nobody waits for a log, and an app that is gone by now has none.
        try? await world.logs.log([line], of: app)
        return true
    }

    private func rest(_ action: AutostopRules.Action, _ app: AppName, in world: World) async throws {
        let machines = world.machines
        if action.suspends {
            do {
                return try await machines.suspend(action.machine, in: app, by: .proxy, nonce: nil)
            } catch let refusal as MachineRules.Refusal where refusal.kind == .failedPrecondition {
                // Not eligible: it is stopped instead (section 4.7).
            }
        }
        try await machines.stop(action.machine, in: app, by: .proxy, nonce: nil)
    }

    /// The line of the log, in the words of the service (observed; those of a suspension chosen).
    private func line(_ action: AutostopRules.Action, of all: Int, _ machine: GuestMachine) -> LogLine {
        let verb = action.suspends ? "autosuspending" : "autostopping"
        return LogLine(
            machine: machine.id, instanceID: machine.instanceID, region: machine.region, source: .proxy,
            message:
                "App \(machine.app) has excess capacity, \(verb) machine \(machine.id). \(action.running - 1) out of "
                + "\(all) machines left running (region=\(action.region), process group=\(action.group))"
        )
    }

    private func state(of machine: AppRoute.Machine, at now: Timestamp) -> AutostopRules.Running? {
        guard !machine.services.isEmpty, !machine.cordoned else { return nil }
        let activity = machine.load.activity
        if activity == nil { machine.load.touch(at: now) }
        let service = machine.services.first { $0.autostop != .off } ?? machine.services[0]
        return AutostopRules.Running(
            id: machine.id, region: machine.guest.region, group: machine.processGroup, autostop: service.autostop,
            minimum: machine.services.map(\.minMachinesRunning).max() ?? 0,
            softLimit: machine.services.map(\.concurrency.softLimit).min() ?? 20,
            load: activity?.open ?? 0, idle: activity.map { now - $0.last } ?? .zero, uptime: now - machine.changedAt
        )
    }
}
