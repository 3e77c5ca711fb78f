import MachineRules
import Synchronization

/// The soft cordon: machines that are about to be stopped, so that requests under way can end and new ones go elsewhere
/// (reference/mcp-and-proxy.md, section 5.6). Nobody sees it, and a restart forgets it.
final class LeavingMachines: Sendable {
    private let leaving = Mutex<[String: Set<MachineID>]>([:])

    /// Those of a world.
    func machines(in world: String) -> Set<MachineID> {
        leaving.withLock { $0.isEmpty ? [] : $0[world] ?? [] }
    }

    func insert(_ machine: MachineID, in world: String) {
        leaving.withLock { _ = $0[world, default: []].insert(machine) }
    }

    func remove(_ machine: MachineID, in world: String) {
        leaving.withLock { leaving in
            leaving[world]?.remove(machine)
            if leaving[world]?.isEmpty == true { leaving[world] = nil }
        }
    }
}
