import MachineRules

/// Which machine an idle pass stops: pure (reference/mcp-and-proxy.md, section 5.6).
struct AutostopRules {
    /// A running machine as the pass sees it.
    struct Running: Sendable {
        let id: MachineID
        let region: Region
        let group: String
        let autostop: Service.Autostop
        let minimum: Int
        let softLimit: Int
        /// Open requests, or connections.
        let load: Int
        /// World time since the last request began or ended.
        let idle: Duration
        /// World time since the machine came up.
        let uptime: Duration
    }

    /// What is done to a machine.
    struct Action: Sendable, Hashable {
        let machine: MachineID
        let suspends: Bool
        let region: Region
        let group: String
        /// How many machines of the region and group run now.
        let running: Int
        /// Whether requests are under way, which are given a moment to end.
        let isLoaded: Bool
    }

    /// How long the only machine must have been without requests, and one of several up.
    let patience: Duration
    let primaryRegion: Region?

    /// At most one machine per region and process group and pass.
    func actions(for machines: [Running]) -> [Action] {
        let groups = Dictionary(grouping: machines) { [$0.region.rawValue, $0.group] }
        return groups.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { groups[$0].flatMap(action) }
    }

    /// The only machine of its group goes when nobody asked for it long enough. Of several one goes as soon as the
    /// others can do without it: all but those over their soft limit, and one in reserve.
    private func action(in group: [Running]) -> Action? {
        let candidates = group.filter { machine in
            guard machine.autostop != .off else { return false }
            return group.count > 1
                ? machine.uptime >= patience : machine.load == 0 && machine.idle >= patience
        }
        guard let candidate = candidates.min(by: { ($0.load, $1.idle) < ($1.load, $0.idle) }) else { return nil }
        let floor = candidate.region == primaryRegion ? candidate.minimum : 0
        guard group.count > floor else { return nil }
        if group.count > 1 {
            let overSoft = group.count { $0.load > $0.softLimit }
            guard group.count - (overSoft + 1) >= 1 else { return nil }
        }
        return Action(
            machine: candidate.id, suspends: candidate.autostop == .suspend, region: candidate.region,
            group: candidate.group, running: group.count, isLoaded: candidate.load > 0
        )
    }
}
