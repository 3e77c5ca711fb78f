import MachineRules

/// Which machine: pure, from the route, the load and the wish (reference/mcp-and-proxy.md, sections 5.4 and 5.5).
struct MachinePicker {
    /// A machine that could take the request, and the way in.
    struct Candidate: Sendable {
        let machine: AppRoute.Machine
        let door: Door
    }

    enum Choice: Sendable {
        /// Runs; the request goes to it now.
        case running(Candidate)
        /// Comes up, or has to be brought up; the request is held.
        case waking(Candidate)
        /// All that could take it have as much as they may have: the request waits until one has less.
        case full(limit: Int)
        case refused(EdgeFailure)
    }

    let route: AppRoute
    let port: Int
    /// Machines that are about to be stopped: they get requests only when nobody else can.
    var leaving: Set<MachineID> = []
    /// Draws a number below another one, where machines are equally good.
    var draw: (Int) -> Int = { _ in 0 }

    private struct Member {
        let candidate: Candidate
        let rank: Wish.Rank
        let load: Int

        var machine: AppRoute.Machine { candidate.machine }
        var door: Door { candidate.door }
        var isBelowSoft: Bool { load < min(door.softLimit, door.hardLimit) }
        var isBelowHard: Bool { load < door.hardLimit }
        var isRunning: Bool { machine.state == .started }
    }

    func choose(_ wish: Wish) -> Choice {
        let served = route.machines.compactMap { machine in
            machine.door(port).map { Candidate(machine: machine, door: $0) }
        }
        guard !served.isEmpty else {
            return refuse(route.machines.isEmpty ? "the app has no machines" : "no machine has services")
        }
        if let instance = wish.instance { return force(instance, served) }
        let open = served.filter { !$0.machine.cordoned && !wish.besides.contains($0.machine.id) }
        guard !open.isEmpty else {
            return refuse(wish.besides.isEmpty ? "every machine is cordoned" : "there is no other machine")
        }
        let members = open.compactMap { candidate in
            wish.rank(of: candidate.machine).map { Member(candidate: candidate, rank: $0, load: load(candidate)) }
        }
        guard !members.isEmpty else { return refuse("no machine is in the region asked for") }
        if let preferred = wish.preferredInstance,
            let member = members.first(where: { $0.machine.id.rawValue == preferred }),
            member.isRunning, !member.machine.isFailing, member.isBelowHard
        {
            return .running(member.candidate)
        }
        return choose(among: members)
    }

    /// The one machine that is meant, asleep, cordoned or failing its checks.
    private func force(_ instance: String, _ served: [Candidate]) -> Choice {
        guard let candidate = served.first(where: { $0.machine.id.rawValue == instance }) else {
            return refuse("machine \(instance) is not there")
        }
        guard candidate.machine.state == .started else { return .waking(candidate) }
        return load(candidate) < candidate.door.hardLimit
            ? .running(candidate) : .full(limit: candidate.door.hardLimit)
    }

    private func choose(among members: [Member]) -> Choice {
        let healthy = members.filter { $0.isRunning && !$0.machine.isFailing }
        let open = staying(healthy.filter(\.isBelowHard))
        let nearest = open.map(\.rank).min()
        let near = open.filter { $0.rank == nearest }
        if let member = leastLoaded(near.filter(\.isBelowSoft)) { return .running(member.candidate) }
        // Another region's machine with room keeps a sleeper asleep, but near is better than idle.
        if open.contains(where: \.isBelowSoft), let member = leastLoaded(near) { return .running(member.candidate) }
        let coming = members.filter(\.machine.isOnItsWay)
        if let member = first(coming.filter(\.isBelowSoft)) ?? sleeper(members) { return .waking(member.candidate) }
        if let member = leastLoaded(near) { return .running(member.candidate) }
        if let member = first(coming.filter(\.isBelowHard)) { return .waking(member.candidate) }
        if let limit = (healthy + coming).map(\.door.hardLimit).max() { return .full(limit: limit) }
        return members.contains(where: \.isRunning)
            ? refuse("every machine that runs fails its checks")
            : refuse("no machine runs and none may be started (autostart is off)")
    }

    /// One that a request may start: of the nearest region, and a suspended one before a stopped one, because it is up
    /// sooner.
    private func sleeper(_ members: [Member]) -> Member? {
        let order: [MachineState] = [.suspended, .suspending, .created, .stopped, .stopping, .failed]
        let startable = members.filter { !$0.machine.isOnItsWay && $0.door.service.autostart }
        let nearest = startable.filter { order.contains($0.machine.state) }.map(\.rank).min()
        for state in order {
            if let member = startable.first(where: { $0.machine.state == state && $0.rank == nearest }) {
                return member
            }
        }
        return nil
    }

    private func staying(_ members: [Member]) -> [Member] {
        guard !leaving.isEmpty else { return members }
        let staying = members.filter { !leaving.contains($0.machine.id) }
        return staying.isEmpty ? members : staying
    }

    private func leastLoaded(_ members: [Member]) -> Member? {
        guard let least = members.map(\.load).min() else { return nil }
        let equal = members.filter { $0.load == least }
        return equal.count == 1 ? equal[0] : equal[draw(equal.count)]
    }

    private func first(_ members: [Member]) -> Member? {
        members.min { $0.rank < $1.rank }
    }

    private func load(_ candidate: Candidate) -> Int {
        candidate.machine.load.open(candidate.door.service.concurrency.type)
    }

    private func refuse(_ text: String) -> Choice { .refused(.noCandidate(text)) }
}
