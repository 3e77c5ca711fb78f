import Fixtures
import MachineRules
import OrderedJSON

/// The requests that a replay had no answer for, in the order in which they first came; the same one stands once.
struct MissLog: Sendable {
    private struct Line: Sendable {
        let miss: Miss
        let at: Timestamp
        var count: Int
    }

    /// Whoever misses more of them has another problem.
    private static let capacity = 1000
    private var lines: [Line] = []
    private var places: [Miss: Int] = [:]
    private(set) var count = 0

    mutating func note(_ miss: Miss, at now: Timestamp) {
        count += 1
        if let place = places[miss] {
            lines[place].count += 1
        } else if lines.count < Self.capacity {
            places[miss] = lines.count
            lines.append(Line(miss: miss, at: now, count: 1))
        }
    }

    /// `[{"at","method","path","count","nearest":{"entry","method","url","differs"}}]`
    var document: JSON {
        .array(
            lines.map { line in
                [
                    "at": .string(line.at.rfc3339Milliseconds), "method": .string(line.miss.method),
                    "path": .string(line.miss.path), "count": .int(line.count),
                    "nearest": line.miss.json["nearest"] ?? .null,
                ]
            })
    }
}
