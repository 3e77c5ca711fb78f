/// How much later the live run is than the recording, so that times in answers can move with it.
///
/// Each sitting of the recording has a shift of its own, set by its first answer, so that a time reads the same in
/// every answer it stands in. What was recorded months after the rest is not answered as if it lay months ahead.
struct RunTimes {
    /// Milliseconds of Unix time when the sittings began.
    private let starts: [Int64]
    private var shifts: [Int64?]
    /// Rises with each shift that is set.
    private(set) var version = 0

    init(_ timeline: Timeline) {
        starts = timeline.sittings.map(timeline.milliseconds)
        shifts = Array(repeating: nil, count: starts.count)
    }

    /// Notes that what was recorded at one moment was answered at another.
    mutating func note(recorded: Int64, live: Int64) {
        guard let sitting = sitting(of: recorded), shifts[sitting] == nil else { return }
        version += 1
        // A recording without times keeps those of its answers.
        shifts[sitting] = recorded == 0 ? 0 : live - recorded
    }

    /// Milliseconds that a recorded time is to be later.
    func shift(of time: Int64) -> Int64 {
        guard let sitting = sitting(of: time) else { return 0 }
        if let shift = shifts[sitting] { return shift }
        return shifts[..<sitting].compactMap(\.self).last ?? shifts[sitting...].compactMap(\.self).first ?? 0
    }

    private func sitting(of time: Int64) -> Int? {
        guard !starts.isEmpty else { return nil }
        guard starts.count > 1 else { return 0 }
        return max(0, (starts.firstIndex { $0 > time } ?? starts.count) - 1)
    }
}
