import MachineRules

/// Which machine an idle pass stops: pure (reference/machines-rest.md, section 4.12).
struct AutostopRules {
    /// A running machine as the pass sees it.
    struct Running: Sendable {
        let id: MachineID
        let region: Region
        let group: String
        let autostop: Service.Autostop
        let minimum: Int
        let softLimit: Int
        /// Open requests.
        let load: Int
        /// World time since the last request.
        let idle: Duration
    }

    /// What is done to a machine.
    struct Action: Sendable, Hashable {
        let machine: MachineID
        let suspends: Bool
    }

    /// How long a machine must have been without requests.
    let patience: Duration
    let primaryRegion: Region?

    /// At most one machine per region and process group and pass.
    func actions(for machines: [Running]) -> [Action] {
        let groups = Dictionary(grouping: machines) { [$0.region.rawValue, $0.group] }
        return groups.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { groups[$0].flatMap(action) }
    }

    private func action(in group: [Running]) -> Action? {
        let candidates = group.filter { $0.autostop != .off && $0.load == 0 && $0.idle >= patience }
        guard let candidate = candidates.max(by: { $0.idle < $1.idle }) else { return nil }
        let floor = candidate.region == primaryRegion ? candidate.minimum : 0
        guard group.count > floor else { return nil }
        if group.count > 1 {
            let overSoft = group.count { $0.load > $0.softLimit }
            guard group.count - (overSoft + 1) >= 1 else { return nil }
        }
        return Action(machine: candidate.id, suspends: candidate.autostop == .suspend)
    }
}
