import FixtureServing
import Fixtures
import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON

/// What becomes of the recording that is made or replayed, as the request's world sees it: `GET` tells, `PATCH` changes
/// mode, pace and spying of a replay, and begins the world's run anew.
enum FixtureRoutes {
    private static let fixtures = ControlRoutes.prefix + "/fixtures"

    /// - Parameter server: not kept, so that its file is closed with the emulator whoever still has the routes.
    static func add(to table: inout RouteTable, server: FixtureServer?) {
        table.serve(.get, fixtures, basis: .chosen) { [weak server] _, context in
            .json(server?.document(in: try context.requireWorld()) ?? none)
        }
        table.serve(.patch, fixtures, basis: .chosen) { [weak server] request, context in
            let world = try context.requireWorld()
            let change = try change(try await ControlBody(request, knownKeys: "mode", "pace", "spy", "rewind"))
            guard let server else {
                throw ControlFailure(
                    .conflict, "no recording is replayed", hint: "windtunnel serve --replay FILE does that")
            }
            do throws(FixtureFailure) {
                try server.change(change, in: world)
            } catch {
                throw ControlFailure(.conflict, error.description, hint: "GET /_windtunnel/fixtures tells how it is")
            }
            return .json(server.document(in: world))
        }
    }

    /// Of an emulator that answers by itself.
    private static let none: JSON = ["purpose": "none"]

    private static func change(_ body: ControlBody) throws -> FixtureChange {
        FixtureChange(
            mode: try body.text("mode").map { word in
                guard let mode = ReplayMode(rawValue: word) else {
                    throw ControlFailure(.badRequest, "\"mode\" is once, new-episodes, none or all")
                }
                return mode
            },
            pace: try body.text("pace").map { word in
                guard let pace = Replay.Pace(rawValue: word) else {
                    throw ControlFailure(.badRequest, "\"pace\" is clock or count")
                }
                return pace
            },
            spy: try body.bool("spy"), rewinds: try body.bool("rewind") ?? false)
    }
}
