/// The entries of a recording in the order in which their requests began, which is what a replay follows. A file may hold
/// them in another: a stream is written when it has ended. A place in this order is called a rank.
struct Timeline: Sendable {
    let document: HARDocument
    /// Places in the file by rank.
    private let positions: [Int]
    /// When requests began, microseconds of Unix time, by rank; rising.
    private let began: [Int64]
    /// How exact that is, in microseconds: what ``began`` may be too early.
    private let precision: [Int64]
    /// The first ranks of the sittings: who comes back after an hour goes on with the same recording at another time.
    let sittings: [Int]

    private static let pause: Int64 = 3_600_000_000

    init(_ document: HARDocument) {
        self.document = document
        var times: [(began: Int64, precision: Int64)] = []
        times.reserveCapacity(document.entries.count)
        for entry in document.entries {
            // An entry without a time came when the one before it did.
            times.append(WireTime.microseconds(entry.startedAt) ?? times.last ?? (0, 1))
        }
        let isSorted = zip(times, times.dropFirst()).allSatisfy { $0.began <= $1.began }
        let positions =
            isSorted
            ? Array(times.indices)
            : times.indices.sorted { (times[$0].began, $0) < (times[$1].began, $1) }
        self.positions = positions
        began = positions.map { times[$0].began }
        precision = positions.map { times[$0].precision }
        sittings = positions.indices.filter { rank in
            rank == 0 || times[positions[rank]].began - times[positions[rank - 1]].began > Self.pause
        }
    }

    var count: Int { positions.count }

    func outline(_ rank: Int) -> EntryOutline { document.entries[positions[rank]] }

    /// Counted from 1 in the file.
    func number(_ rank: Int) -> Int { positions[rank] + 1 }

    func interaction(_ rank: Int) throws(RecordingDamage) -> Interaction {
        try document.interaction(at: positions[rank])
    }

    /// Milliseconds of Unix time.
    func milliseconds(_ rank: Int) -> Int64 { WireTime.floored(began[rank], 1000).quotient }

    /// How long after another request one began.
    func duration(from first: Int, to second: Int) -> Duration { .microseconds(began[second] - began[first]) }

    /// Requests that may have begun while another one's answer came, itself not among them.
    func ranks(during stream: Int, until offset: Duration) -> [Int] {
        let first = (0..<stream).reversed().prefix { began[$0] + precision[$0] > began[stream] }.last ?? stream
        let last = (stream..<count).prefix { mayHaveBegun($0, within: offset, of: stream) }.last ?? stream
        return (first...last).filter { $0 != stream }
    }

    /// Whether a request had surely begun before a moment after the beginning of another, as far as times are exact.
    func surelyBegan(_ rank: Int, within offset: Duration, of stream: Int) -> Bool {
        .microseconds(began[rank] + precision[rank] - began[stream]) <= offset
    }

    /// Whether it may have.
    func mayHaveBegun(_ rank: Int, within offset: Duration, of stream: Int) -> Bool {
        .microseconds(began[rank] - began[stream] - precision[stream]) <= offset
    }
}

extension WireTime {
    /// Unix time of RFC 3339 text in microseconds, and how many of them its last digit stands for; nil for other text.
    fileprivate static func microseconds(_ text: String) -> (began: Int64, precision: Int64)? {
        guard let time = WireTime(rfc3339: text.utf8) else { return nil }
        var began = time.milliseconds * 1000
        var precision: Int64 = 1_000_000
        for digit in 0..<min(6, time.fractionDigits) {
            precision /= 10
            // Milliseconds are read already; a fraction begins with the twentieth byte.
            guard digit >= 3, let byte = text.utf8.dropFirst(20 + digit).first else { continue }
            began += Int64(byte - 0x30) * precision
        }
        return (began, precision)
    }
}
