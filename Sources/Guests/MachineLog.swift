import MachineRules
import Simulation

/// Takes lines that a machine's own processes write on standard error.
typealias MachineLog = @Sendable ([String]) async -> Void

extension World {
    /// The log of a machine.
    func log(of machine: GuestMachine) -> MachineLog {
        { [weak self] lines in
            let lines = lines.map {
                LogLine(
                    machine: machine.id, instanceID: machine.instanceID, region: machine.region, message: $0)
            }
            // What an app says when it has been deleted is lost with it.
            try? await self?.logs.log(lines, of: machine.app)
        }
    }
}
