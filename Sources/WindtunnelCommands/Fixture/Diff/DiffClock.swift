import FlyClient
import OrderedJSON

/// What lets the time pass that passed between the recorded requests. Moments are counted from the first of them.
enum DiffClock {
    /// The clock of a world that stands still but for this.
    case world(FlyClient, start: Int64?)
    /// The wall's, at the recording's pace.
    case wall
    /// None: one request follows the other.
    case none

    /// Whether time can be had for nothing.
    var isFree: Bool { if case .world = self { true } else { false } }

    /// Whether waiting changes anything.
    var isPassing: Bool { if case .none = self { false } else { true } }

    /// Stops a world's clock, at the time of the first request where the recording tells it.
    func begin() async throws {
        guard case .world(let client, let start) = self else { return }
        var changes: JSONObject = ["mode": "frozen"]
        changes["now"] = start.map { .string(WallTime(milliseconds: Int($0)).rfc3339) }
        _ = try await client.setClock(changes)
    }

    /// Lets so many milliseconds pass.
    func pass(_ milliseconds: Int64) async throws {
        switch self {
        case .world(let client, _): _ = try await client.advanceClock(["by": .string("\(milliseconds)ms")])
        case .wall: try await Pause.lasting(.milliseconds(milliseconds))
        case .none: break
        }
    }
}
