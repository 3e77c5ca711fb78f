import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON

/// `limits`: how many requests of a world were more than the rate limits allow.
enum LimitRoutes {
    static func add(to table: inout RouteTable, limiter: RateLimiter) {
        let note = "refused counts with enforce, would_refuse with shadow; in memory"
        table.serve(.get, ControlRoutes.prefix + "/limits", basis: .chosen, note: note) { _, context in
            let excess = JSON.int(limiter.excess(in: try context.requireWorld()))
            return .json([
                "mode": .string(limiter.mode.rawValue),
                "refused": limiter.mode == .enforce ? excess : 0,
                "would_refuse": limiter.mode == .shadow ? excess : 0,
            ])
        }
    }
}
