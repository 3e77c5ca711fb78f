import Hummingbird
import MachineRules
import Simulation
import Synchronization

/// The guest of a machine whose own command runs on this host: what comes for a port of the machine goes to the port of
/// this host that stands for it.
///
/// It is there as soon as the machine is; that its process does not listen yet, or not any more, is seen when it is
/// asked.
final class ProcessGuest: Guest {
    private let ports: GuestPorts
    private let doors = Mutex<[Int: UpstreamForwarder]>([:])

    init(ports: GuestPorts) {
        self.ports = ports
    }

    /// Whoever serves a port of the machine.
    /// - Parameter port: inside the machine; nil for that of its first service.
    func door(to port: Int?) -> any Guest {
        guard let outer = port.map(ports.outer) ?? ports.first else {
            return ExitedGuest(
                reason: "no port of this host stands for \(port.map(String.init) ?? "any") of the machine")
        }
        return doors.withLock { doors in
            if let door = doors[outer] { return door }
            let door = UpstreamForwarder(host: "127.0.0.1", port: outer)
            doors[outer] = door
            return door
        }
    }

    func admit(_ request: Request) -> Admission { door(to: nil).admit(request) }

    func disconnect() {
        let doors = doors.withLock { doors in
            defer { doors = [:] }
            return Array(doors.values)
        }
        for door in doors { door.disconnect() }
    }
}
