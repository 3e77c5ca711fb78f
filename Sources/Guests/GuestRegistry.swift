package import MachineRules
import ModelContextProtocol
package import Simulation
import Synchronization

/// The guests that live at the moment, one a running machine; made at the first request that reaches it.
package final class GuestRegistry: Sendable {
    private struct Key: Hashable {
        let world: String
        let machine: MachineID
    }

    private struct Entry {
        let boots: Int
        let guest: any Guest
    }

    private let entries = Mutex<[Key: Entry]>([:])

    private let upstreams: Set<UpstreamAddress>
    /// What runs processes of machines, nil where that is not allowed.
    package let processes: ProcessHost?

    /// - Parameters:
    ///   - upstreams: the servers that machines may stand before. What an API call names is not enough to be connected
    ///     to: a stranger who reaches the emulator must not reach what else listens behind it.
    ///   - processes: nil where no process is run.
    package init(upstreams: Set<UpstreamAddress> = [], processes: ProcessHost? = nil) {
        self.upstreams = upstreams
        self.processes = processes
    }

    /// Which guest a configuration means here.
    package func choice(for config: MachineConfig) -> GuestChoice {
        GuestChoice(for: config, allowsProcesses: processes != nil)
    }

    /// Whether a machine's own command runs on this host.
    package func runsProcess(_ config: MachineConfig) -> Bool {
        processes != nil && GuestChoice.runsProcess(config)
    }

    /// The guest of a started machine: the same one until the machine boots from cold again.
    package func guest(of machine: GuestMachine, in world: World) throws -> any Guest {
        let key = Key(world: world.name, machine: machine.id)
        let living = entries.withLock { $0[key] }
        if let living, living.boots == machine.boots { return living.guest }
        let guest = try make(for: machine, in: world)
        return entries.withLock { entries in
            // Another request may have been quicker.
            if let other = entries[key], other.boots == machine.boots { return other.guest }
            entries.updateValue(Entry(boots: machine.boots, guest: guest), forKey: key)?.guest.end()
            return guest
        }
    }

    /// Whoever serves one port of a started machine; of most guests that is the guest itself.
    /// - Parameter port: inside the machine.
    package func guest(of machine: GuestMachine, port: Int, in world: World) throws -> any Guest {
        let guest = try guest(of: machine, in: world)
        return (guest as? ProcessGuest)?.door(to: port) ?? guest
    }

    /// Ends the guests whose machines no longer run; called after each commit.
    package func follow(_ changes: Changes, in world: World) {
        if changes.isWhole { return endAll(of: world.name) }
        for change in changes.machines {
            switch change.to {
            case .started:
                entries.withLock { $0[Key(world: world.name, machine: change.id)] }?.guest.resume()
                if change.from != .started { begin(change.id, in: world) }
            case .created, .starting, .suspending, .stopping: continue
            case .suspended: entries.withLock { $0[Key(world: world.name, machine: change.id)] }?.guest.disconnect()
            case .stopped, .restarting, .replacing, .failed, .destroying, .destroyed: end(change.id, in: world.name)
            }
        }
        for machine in changes.removedMachines { end(machine, in: world.name) }
    }

    /// A program behind wrap begins with its machine, not with the first request.
    private func begin(_ machine: MachineID, in world: World) {
        guard processes != nil else { return }
        Task {
            // What cannot be read now begins with its first request.
            guard let view = try? await world.machines.process(of: machine), view.state == .started,
                case .wrapProcess = choice(for: view.target.config)
            else { return }
            let target = view.target
            _ = try? guest(
                of: GuestMachine(
                    id: target.id, app: target.app, region: target.region, instanceID: target.instanceID,
                    boots: view.boots, config: target.config, secrets: Dictionary(target.secrets) { $1 }),
                in: world)
            // It may have been stopped meanwhile, with nothing there to end.
            guard let state = try? await world.machines.process(of: machine)?.state else { return }
            if state == .stopped || state.isDestroyed { end(machine, in: world.name) }
        }
    }

    /// Ends every connection: the emulator stops.
    package func endAll() {
        let all = entries.withLock { entries in
            defer { entries = [:] }
            return Array(entries.values)
        }
        for entry in all { entry.guest.end() }
    }

    private func endAll(of world: String) {
        let gone = entries.withLock { entries in
            let gone = entries.filter { $0.key.world == world }
            for key in gone.keys { entries[key] = nil }
            return gone
        }
        for entry in gone.values { entry.guest.end() }
    }

    private func end(_ machine: MachineID, in world: String) {
        entries.withLock { $0.removeValue(forKey: Key(world: world, machine: machine)) }?.guest.end()
    }

    private func make(for machine: GuestMachine, in world: World) throws -> any Guest {
        switch choice(for: machine.config) {
        case .echo: EchoGuest(machine: machine, in: world)
        case .exits(let reason): ExitedGuest(reason: reason)
        case .upstream(let address): upstream(address, of: machine, in: world)
        case .process: process(of: machine, in: world)
        case .wrap(let command, .filesystem(let roots)):
            try WrapGuest.aroundFilesystem(roots: roots, by: command, for: machine, in: world)
        case .wrapProcess(let command): wrap(by: command, for: machine, in: world)
        }
    }

    private func wrap(by command: WrapCommand, for machine: GuestMachine, in world: World) -> any Guest {
        guard let processes else { return ExitedGuest(reason: "no process is run here") }
        return WrapGuest.aroundProgram(by: command, for: machine, in: world, on: processes)
    }

    private func upstream(_ address: UpstreamAddress, of machine: GuestMachine, in world: World) -> any Guest {
        guard upstreams.contains(address) else {
            return ExitedGuest(
                reason: "windtunnel may connect to \(address.url) only when it is started with "
                    + "--app \(machine.app)=\(address.url)"
            )
        }
        let timeout = machine.config.stopTimeout
        return UpstreamForwarder(host: address.host, port: address.port) { [weak world] timeIsUp in
            guard let world else { return timeIsUp() }
            _ = world.schedule(at: world.now + timeout) { timeIsUp() }
        }
    }

    private func process(of machine: GuestMachine, in world: World) -> any Guest {
        guard let processes else { return ExitedGuest(reason: "no process is run") }
        return ProcessGuest(
            ports: processes.ports(of: machine.id, boots: machine.boots, config: machine.config, in: world))
    }
}
