import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// The clock of the request's world: read, set, advance, step.
enum ClockRoutes {
    private static let clock = ControlRoutes.prefix + "/clock"

    static func add(to table: inout RouteTable) {
        table.serve(.get, clock, basis: .chosen) { _, context in
            .json(try await document(of: context.requireWorld()))
        }
        table.serve(.patch, clock, basis: .chosen) { request, context in
            let world = try context.requireWorld()
            try await change(world, try await ControlBody(request, knownKeys: "mode", "speed", "now", "stepping"))
            return .json(try await document(of: world))
        }
        table.serve(.post, clock + "/advance", basis: .chosen) { request, context in
            let world = try context.requireWorld()
            let fired = try await advance(world, try await ControlBody(request, knownKeys: "by", "to", "until"))
            return .json(document(of: fired, in: world))
        }
        table.serve(.post, clock + "/step", basis: .chosen) { _, context in
            let world = try context.requireWorld()
            return .json(document(of: try await world.step(), in: world))
        }
    }

    static func change(_ world: World, _ body: ControlBody) async throws {
        let mode = try body.text("mode")
        guard mode == nil || mode == "running" || mode == "frozen" else {
            throw ControlFailure(.badRequest, "\"mode\" is neither running nor frozen")
        }
        let speed = try body.double("speed")
        if let speed, !(speed > 0 && speed <= 1_000_000) {
            throw ControlFailure(.badRequest, "\"speed\" is a number above 0, up to 1000000")
        }
        let stepping = try body.text("stepping").map { word in
            guard let stepping = Stepping(rawValue: word) else {
                throw ControlFailure(.badRequest, "\"stepping\" is auto, immediate or stepped")
            }
            return stepping
        }
        let time = try body.time("now")
        try await world.setClock(stepping: stepping) { clock, wall in
            if let time { clock.set(time, wall: wall) }
            if let speed { clock.setSpeed(speed, wall: wall) }
            if mode == "frozen" { clock.freeze(wall: wall) }
            if mode == "running" { clock.run(wall: wall) }
        }
    }

    static func advance(_ world: World, _ body: ControlBody) async throws -> [FiredStep] {
        let given = ["by", "to", "until"].filter(body.has)
        guard given.count == 1 else {
            throw ControlFailure(.badRequest, "exactly one of \"by\", \"to\" and \"until\" is needed")
        }
        do {
            if let duration = try body.duration("by") {
                guard duration >= .zero else { throw ControlFailure(.badRequest, "time does not run backwards") }
                return try await world.advance(to: world.now + duration)
            }
            if let time = try body.time("to") { return try await world.advance(to: time) }
            guard try body.text("until") == "idle" else {
                throw ControlFailure(.badRequest, "\"until\" can only be \"idle\"")
            }
            return try await world.advanceUntilIdle()
        } catch ClockError.backwards(let now) {
            throw ControlFailure(
                .badRequest, "time does not run backwards: the world is at \(now.rfc3339Milliseconds) already",
                hint: "PATCH /_windtunnel/clock with \"now\" sets the clock outright"
            )
        } catch ClockError.neverIdle(let steps) {
            throw ControlFailure(
                .conflict, "the world is not idle after \(steps) steps",
                hint: "a machine with restart policy \"always\" that exits never rests; advance \"by\" a time instead"
            )
        }
    }

    static func document(of world: World) async throws -> JSON {
        let clock = world.clock
        return [
            "now": .string(world.now.rfc3339Milliseconds), "mode": .string(clock.isFrozen ? "frozen" : "running"),
            "speed": .double(clock.speed), "stepping": .string(world.stepping.rawValue),
            "pending": .int(try await world.pendingSteps()),
        ]
    }

    static func document(of fired: [FiredStep], in world: World) -> JSON {
        let entries = fired.map { step -> JSON in
            var entry: JSONObject = [
                "at": .string(step.at.rfc3339Milliseconds), "kind": .string(step.kind),
                "app": .string(step.app.rawValue), "machine": .text(step.machine?.rawValue),
            ]
            if let volume = step.volume { entry["volume"] = .string(volume.rawValue) }
            entry["from"] = .string(step.from)
            entry["to"] = .string(step.to)
            entry["cause"] = .string(step.cause)
            return .object(entry)
        }
        return ["now": .string(world.now.rfc3339Milliseconds), "fired": .array(entries)]
    }
}
