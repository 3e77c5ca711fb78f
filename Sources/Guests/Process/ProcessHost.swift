package import Logging
package import MachineRules
package import Simulation
import Synchronization

/// This computer as what machines with processes run on: one for all worlds of an emulator that is allowed to.
package final class ProcessHost: Sendable {
    let watch: OrphanWatch
    let wall: WallClock
    let logger: Logger
    /// Where programs are looked for that a configuration names without a `PATH` of its own.
    let searchPath: String
    private let state = Mutex(State())

    private struct Key: Hashable {
        let world: String
        let machine: MachineID
    }

    private struct State {
        var keepers: [Key: MachineKeeper] = [:]
        var running: [Key: Task<Void, Never>] = [:]
        var ports: [Key: (boots: Int, ports: GuestPorts)] = [:]
        var isOver = false
    }

    /// - Parameters:
    ///   - ledger: the file of the data folder that an ``OrphanWatch`` keeps; nil where nothing outlives the process.
    ///   - searchPath: usually this process's own `PATH`.
    package init(ledger: String?, searchPath: String?, wall: WallClock, logger: Logger) {
        watch = OrphanWatch(ledger: ledger)
        self.searchPath = searchPath ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        self.wall = wall
        self.logger = logger
    }

    // MARK: - Following worlds

    /// Brings the processes in step with what was committed: be called after each commit, in their order.
    package func follow(_ changes: Changes, in world: World) {
        if changes.isWhole { return beginAnew(world) }
        for (machine, signal) in changes.signals { keeper(of: machine, in: world)?.send(signal) }
        for machine in changes.processes { keeper(of: machine, in: world, make: true)?.look() }
        for change in changes.machines where !changes.processes.contains(change.id) {
            keeper(of: change.id, in: world)?.look()
        }
        for machine in changes.removedMachines {
            forget(machine, in: world)
        }
    }

    private func keeper(of machine: MachineID, in world: World, make: Bool = false) -> MachineKeeper? {
        let key = Key(world: world.name, machine: machine)
        return state.withLock { state in
            if let keeper = state.keepers[key] { return keeper }
            guard make, !state.isOver else { return nil }
            let keeper = MachineKeeper(of: machine, in: world, host: self)
            state.keepers[key] = keeper
            // Ends when the keeper is finished: with its machine, its world, or the emulator.
            state.running[key] = Task { await keeper.run() }
            return keeper
        }
    }

    private func forget(_ machine: MachineID, in world: World) {
        let key = Key(world: world.name, machine: machine)
        let keeper = state.withLock { state in
            state.ports[key] = nil
            state.running[key] = nil
            return state.keepers.removeValue(forKey: key)
        }
        keeper?.finish()
        MachineFolder.remove(of: machine, in: world)
    }

    /// A world was opened, or replaced as a whole: what ran for it ends, and what its rows say that runs has crashed.
    private func beginAnew(_ world: World) {
        let gone = state.withLock { state in
            let gone = state.keepers.filter { $0.key.world == world.name }
            for key in gone.keys {
                state.keepers[key] = nil
                state.running[key] = nil
                state.ports[key] = nil
            }
            return gone
        }
        for keeper in gone.values { keeper.finish() }
        // Not awaited by whoever opens the world: its machines come up meanwhile.
        Task {
            do {
                try await world.machines.recoverProcesses { [self] machine in
                    state.withLock { $0.keepers[Key(world: world.name, machine: machine)] == nil }
                }
            } catch {
                logger.debug("A world is gone", metadata: ["world": "\(world.name)", "error": "\(error)"])
            }
        }
    }

    // MARK: - What others ask

    /// Which ports stand for those of a machine, from before its process begins to listen.
    package func ports(of machine: MachineID, boots: Int, config: MachineConfig, in world: World) -> GuestPorts {
        let key = Key(world: world.name, machine: machine)
        return state.withLock { state in
            if let known = state.ports[key], known.boots == boots { return known.ports }
            let ports = GuestPorts(for: config)
            state.ports[key] = (boots, ports)
            return ports
        }
    }

    /// What runs in a machine, nil while nothing does.
    func process(of machine: MachineID, in world: World) -> MachineProcess? {
        state.withLock { $0.keepers[Key(world: world.name, machine: machine)] }?.process
    }

    // MARK: - End

    /// Asks all processes to end, and kills those that take longer than a moment. The machines' rows stay as they are.
    package func end() async {
        let (keepers, running) = state.withLock { state in
            state.isOver = true
            defer { (state.keepers, state.running) = ([:], [:]) }
            return (Array(state.keepers.values), Array(state.running.values))
        }
        for keeper in keepers { keeper.finish(gently: true) }
        for task in running { await task.value }
        await watch.end()
    }
}
