import MachineRules

/// What runs in an emulated machine, in the words of `ps` (reference/machines-rest.md, section 2.4).
///
/// The service documents the shape only. Chosen, where no process runs on this host: the platform's init is process 1, the machine's commands follow; all
/// numbers follow from the machine and from how long it has run.
package struct ProcessList: Sendable {
    package struct Entry: Sendable, Hashable {
        package let pid: Int
        package let command: String
        package let directory: String
        /// Percent of one CPU.
        package let cpu: Int
        /// Milliseconds in the kernel.
        package let stime: Int
        /// Milliseconds since the process began.
        package let rtime: Int
        /// Bytes.
        package let rss: Int
        package let sockets: [Socket]
    }

    package struct Socket: Sendable, Hashable {
        /// `tcp` or `udp`.
        package let proto: String
        /// `[::]:8080`
        package let address: String
    }

    /// What can be sorted by.
    package enum Key: String, Sendable, CaseIterable {
        case pid, stime, rtime, command, directory, cpu, rss
    }

    package private(set) var entries: [Entry]

    init(entries: [Entry]) {
        self.entries = entries
    }

    /// - Parameter uptime: since the machine was last started.
    package init(of machine: GuestMachine, uptime: Duration) {
        let (seconds, attoseconds) = uptime.components
        let age = max(0, Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
        // The emulated processes use what the memory balloon says they use; init a fixed 4 MiB of it.
        let used = MemoryBalloon(machine.config.guest).usedMB << 20
        let initSize = 4 << 20
        let commands = GuestChoice.commands(of: machine.config)
        // Where the counting of a machine's own processes begins differs from machine to machine, as with real ones.
        let first = 300 + machine.id.rawValue.utf8.reduce(0) { ($0 * 31 + Int($1)) % 100 }
        entries = [
            Entry(
                pid: 1, command: "/fly/init", directory: "/", cpu: 0, stime: age / 1000, rtime: age, rss: initSize,
                sockets: []
            )
        ]
        for (index, command) in commands.enumerated() {
            entries.append(
                Entry(
                    pid: first + index, command: command, directory: "/", cpu: 0, stime: age / 500, rtime: age,
                    rss: (used - initSize) / commands.count,
                    sockets: index == 0 ? Self.sockets(of: machine.config) : []
                )
            )
        }
    }

    /// Sorts by a key, and by process where that leaves a choice.
    package mutating func sort(by key: Key, descending: Bool) {
        entries.sort { left, right in
            let (less, greater) =
                switch key {
                case .pid: (left.pid < right.pid, right.pid < left.pid)
                case .stime: (left.stime < right.stime, right.stime < left.stime)
                case .rtime: (left.rtime < right.rtime, right.rtime < left.rtime)
                case .command: (left.command < right.command, right.command < left.command)
                case .directory: (left.directory < right.directory, right.directory < left.directory)
                case .cpu: (left.cpu < right.cpu, right.cpu < left.cpu)
                case .rss: (left.rss < right.rss, right.rss < left.rss)
                }
            guard less || greater else { return left.pid < right.pid }
            return descending ? greater : less
        }
    }

    /// The first command listens on every internal port once.
    private static func sockets(of config: MachineConfig) -> [Socket] {
        var seen: Set<Socket> = []
        return config.services.compactMap { service in
            let socket = Socket(proto: service.protocolName, address: "[::]:\(service.internalPort)")
            return seen.insert(socket).inserted ? socket : nil
        }
    }
}
