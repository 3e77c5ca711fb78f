package import MachineRules

/// The machine a request comes from, when it came over that machine's own socket. Such a request needs no token: it
/// acts in the machine's world, as the machine.
package struct CallingMachine: Sendable, Hashable {
    package let world: String
    package let app: AppName
    package let machine: MachineID

    package init(world: String, app: AppName, machine: MachineID) {
        self.world = world
        self.app = app
        self.machine = machine
    }
}
