import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `limits`: how many requests of a world were more than the rate limits allow.
enum LimitRoutes {
    static func add(to table: inout RouteTable, limiter: RateLimiter) {
        let note = "refused counts with enforce, would_refuse with shadow; in memory"
        table.serve(.get, ControlRoutes.prefix + "/limits", basis: .chosen, note: note) { _, context in
            .json(document(of: try context.requireWorld(), limiter))
        }
    }

    static func document(of world: World, _ limiter: RateLimiter) -> JSON {
        let excess = JSON.int(limiter.excess(in: world))
        return [
            "mode": .string(limiter.mode.rawValue),
            "refused": limiter.mode == .enforce ? excess : 0,
            "would_refuse": limiter.mode == .shadow ? excess : 0,
        ]
    }
}
