import MachineRules
import Persistence

/// The world's source of randomness and of sortable ids: one seeded generator, stored with every change that used it,
/// so that a world replays from its seed and never gives out an id twice.
struct Chance: Sendable {
    var generator: SeededGenerator
    /// The youngest ULID given out.
    private(set) var lastULID: String
    private var ulids: MonotonicULID

    init(_ record: WorldRecord) {
        generator = SeededGenerator(state: record.generator)
        lastULID = record.lastULID
        ulids = MonotonicULID(after: record.lastULID)
    }

    /// - Returns: whether the id is later than all that were given out.
    mutating func goOn(after ulid: String) -> Bool {
        guard ulid > lastULID, Identifiers.isULID(ulid) else { return false }
        lastULID = ulid
        ulids = MonotonicULID(after: ulid)
        return true
    }

    mutating func ulid(at time: Timestamp) -> String {
        lastULID = ulids.next(at: time, using: &generator)
        return lastULID
    }
}
