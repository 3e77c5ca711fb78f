import HTTPTypes
import MachineRules

/// Which machine: pure, from the route and the load (reference/mcp-and-proxy.md, sections 5.4 and 5.5).
struct MachinePicker {
    enum Choice: Sendable {
        /// Runs; the request goes to it now.
        case running(AppRoute.Machine)
        /// Comes up, or has to be brought up; the request is held.
        case waking(AppRoute.Machine)
        case refused(EdgeFailure)
    }

    let route: AppRoute
    let port: Int
    /// Open requests of a machine.
    let load: (MachineID) -> Int

    func choose(forced: String?, preferred: String?) -> Choice {
        let served = route.machines.filter { $0.service(port: port) != nil }
        guard !served.isEmpty else {
            return .refused(
                .noCandidate(route.machines.isEmpty ? "the app has no machines" : "no machine has services"))
        }
        if let forced {
            guard let machine = served.first(where: { $0.id.rawValue == forced }) else {
                return .refused(.noCandidate("machine \(forced) is not there"))
            }
            return machine.state == .started ? .running(machine) : .waking(machine)
        }
        let candidates = served.filter { !$0.cordoned }
        guard !candidates.isEmpty else { return .refused(.noCandidate("every machine is cordoned")) }
        if let preferred, let machine = candidates.first(where: { $0.id.rawValue == preferred }),
            machine.state == .started
        {
            return .running(machine)
        }
        return choose(among: candidates)
    }

    private func choose(among candidates: [AppRoute.Machine]) -> Choice {
        let running = candidates.filter { $0.state == .started }.sorted { load($0.id) < load($1.id) }
        if let machine = running.first(where: { load($0.id) < softLimit($0) }) { return .running(machine) }
        if let machine = sleeper(among: candidates) { return .waking(machine) }
        if let machine = running.first(where: { load($0.id) < hardLimit($0) }) { return .running(machine) }
        if let machine = running.first {
            return .refused(.noCandidate("every machine is at its hard limit of \(hardLimit(machine))"))
        }
        return .refused(.noCandidate("no machine runs and none may be started (autostart is off)"))
    }

    /// One that is coming up anyway before one that has to be started; a suspended one before a stopped one, because it
    /// is up sooner.
    private func sleeper(among candidates: [AppRoute.Machine]) -> AppRoute.Machine? {
        if let machine = candidates.first(where: \.isOnItsWay) { return machine }
        let startable = candidates.filter { $0.service(port: port)?.autostart ?? false }
        let order: [MachineState] = [.suspended, .suspending, .created, .stopped, .stopping, .failed]
        for state in order {
            if let machine = startable.first(where: { $0.state == state }) { return machine }
        }
        return nil
    }

    private func softLimit(_ machine: AppRoute.Machine) -> Int {
        machine.service(port: port)?.concurrency.softLimit ?? 20
    }

    private func hardLimit(_ machine: AppRoute.Machine) -> Int {
        machine.service(port: port)?.concurrency.hardLimit ?? .max
    }
}
