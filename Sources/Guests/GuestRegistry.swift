import MachineRules
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

    package init() {}

    /// The guest of a started machine: the same one until the machine boots from cold again.
    package func guest(of machine: GuestMachine, in world: World) throws -> any Guest {
        let key = Key(world: world.name, machine: machine.id)
        let living = entries.withLock { $0[key] }
        if let living, living.boots == machine.boots { return living.guest }
        let guest = try Self.make(for: machine, in: world)
        return entries.withLock { entries in
            // Another request may have been quicker.
            if let other = entries[key], other.boots == machine.boots { return other.guest }
            entries.updateValue(Entry(boots: machine.boots, guest: guest), forKey: key)?.guest.disconnect()
            return guest
        }
    }

    /// Ends the guests whose machines no longer run; called after each commit.
    package func follow(_ changes: Changes, in world: World) {
        if changes.isWhole { return endAll(of: world.name) }
        for change in changes.machines {
            switch change.to {
            case .started, .created, .starting, .suspending, .stopping: continue
            case .suspended: entries.withLock { $0[Key(world: world.name, machine: change.id)] }?.guest.disconnect()
            case .stopped, .restarting, .replacing, .failed, .destroying, .destroyed: end(change.id, in: world.name)
            }
        }
        for machine in changes.removedMachines { end(machine, in: world.name) }
    }

    /// Ends every connection: the emulator stops.
    package func endAll() {
        let all = entries.withLock { entries in
            defer { entries = [:] }
            return Array(entries.values)
        }
        for entry in all { entry.guest.disconnect() }
    }

    private func endAll(of world: String) {
        let gone = entries.withLock { entries in
            let gone = entries.filter { $0.key.world == world }
            for key in gone.keys { entries[key] = nil }
            return gone
        }
        for entry in gone.values { entry.guest.disconnect() }
    }

    private func end(_ machine: MachineID, in world: String) {
        entries.withLock { $0.removeValue(forKey: Key(world: world, machine: machine)) }?.guest.disconnect()
    }

    private static func make(for machine: GuestMachine, in world: World) throws -> any Guest {
        switch GuestChoice(for: machine.config) {
        case .echo: EchoGuest(machine: machine, in: world)
        case .exits(let reason): ExitedGuest(reason: reason)
        case .wrap(let command, .filesystem(let roots)):
            WrapGuest(
                command: command,
                environment: Dictionary(machine.config.env, uniquingKeysWith: { $1 }),
                server: try filesystem(roots: roots, of: machine, in: world)
            )
        }
    }

    /// The filesystem server over the machine's volume, nil when it found none of its folders and died.
    private static func filesystem(
        roots: [String],
        of machine: GuestMachine,
        in world: World
    ) throws -> ToolServer? {
        let mounts = try world.mounts(of: machine.config)
        // The one error there is says that the server found none of its folders.
        return try? FilesystemServer(roots: roots, mounts: mounts).tools
    }
}
