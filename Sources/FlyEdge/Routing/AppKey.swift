import MachineRules
import Simulation

/// An app of a world, in what the edge keeps in memory.
struct AppKey: Hashable, Sendable {
    let world: String
    let app: AppName

    init(_ app: AppName, in world: World) {
        self.world = world.name
        self.app = app
    }
}
