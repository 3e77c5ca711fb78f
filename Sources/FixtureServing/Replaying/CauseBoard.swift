import Fixtures
import Simulation

/// Which recorded requests the live client has made, and how far streams have come that wait for them.
struct CauseBoard {
    /// What a stream has to do now.
    enum Next: Sendable {
        case write([UInt8])
        /// Look again when the bell rings, or at the latest at a time of the world, milliseconds of Unix time.
        case wait(Promise<Void>, until: Int64?)
        case finish
    }

    private struct Request {
        var count = 0
        var last: Int64 = 0
    }

    /// By entry.
    private var requests: [Int: Request] = [:]
    /// How often the causes of a stream's events had been there when these were last sent, by entry and event.
    private var sent: [Int: [Int: Int]] = [:]
    /// What wakes the streams that wait, by their numbers.
    private var bells: [Int: Promise<Void>] = [:]
    private var streams = 0
    /// Streams whose clients are gone.
    private var left: Set<Int> = []
    private var isEnded = false

    /// Notes that a request was made.
    mutating func note(_ entry: Int, at now: Int64) {
        requests[entry, default: Request()].count += 1
        requests[entry]?.last = now
        ring()
    }

    mutating func end() {
        isEnded = true
        ring()
    }

    private mutating func ring() {
        for bell in bells.values { bell.keep(()) }
        bells = [:]
    }

    /// A number for a stream that begins.
    mutating func number() -> Int {
        streams += 1
        return streams
    }

    /// Ends a stream whose client is gone.
    mutating func leave(_ number: Int) {
        left.insert(number)
        bells.removeValue(forKey: number)?.keep(())
    }

    /// Forgets a stream that has ended.
    mutating func forget(_ number: Int) {
        left.remove(number)
        bells[number] = nil
    }

    /// - Parameters:
    ///   - runs: whether time passes by itself; where it does not, what has its cause comes at once.
    ///   - atOnce: whether nothing waits for time at all.
    mutating func next(of stream: inout StreamPosition, now: Int64, runs: Bool, atOnce: Bool) -> Next {
        guard !isEnded, !left.contains(stream.number) else { return .finish }
        var bytes: [UInt8] = []
        var earliest: Int64?
        for event in stream.inTurn {
            guard let begin = begin(of: event, in: stream) else { continue }
            let isCaused = stream.script.events[event].cause != nil
            let (due, next) = stream.due(event, since: begin, now: now, atOnce: atOnce || (isCaused && !runs))
            bytes += due
            if let next {
                earliest = min(earliest ?? next, next)
                // Nothing comes between the pieces of an event.
                if stream.isInside(event) { break }
                continue
            }
            stream.drop(event)
            if let cause = stream.script.events[event].cause {
                sent[stream.entry, default: [:]][event] = requests[cause.entry]?.count
            }
        }
        if !bytes.isEmpty { return .write(bytes) }
        if stream.pending.isEmpty, let end = stream.script.end {
            let moment = stream.began + end.wholeMilliseconds
            if atOnce || now >= moment { return .finish }
            earliest = moment
        }
        let bell = Promise<Void>()
        bells[stream.number] = bell
        return .wait(bell, until: earliest)
    }

    /// When the time of an event began to run: with the stream, or so long before its cause as the stream did in the
    /// recording; nil while the cause is not there.
    private func begin(of event: Int, in stream: StreamPosition) -> Int64? {
        if let inside = stream.inside, inside.event == event { return inside.begin }
        guard let cause = stream.script.events[event].cause else { return stream.began }
        guard let request = requests[cause.entry], request.count > sent[stream.entry]?[event] ?? 0 else { return nil }
        return request.last - cause.began.wholeMilliseconds
    }
}

/// How far one connection has come in a stream.
struct StreamPosition: Sendable {
    /// Among the streams of a run.
    let number: Int
    /// Of the recording, counted from 1.
    let entry: Int
    let script: StreamScript
    /// Of the world, milliseconds of Unix time.
    let began: Int64
    /// Events that were not sent to their ends, in their order.
    private(set) var pending: [Int]
    /// The event of which some pieces were sent.
    private(set) var inside: (event: Int, pieces: Int, begin: Int64)?

    init(_ number: Int, entry: Int, script: StreamScript, began: Int64) {
        self.number = number
        self.entry = entry
        self.script = script
        self.began = began
        pending = Array(script.events.indices)
    }

    /// The pending events with the one first that has to be brought to its end.
    fileprivate var inTurn: [Int] {
        guard let inside else { return pending }
        return [inside.event] + pending.filter { $0 != inside.event }
    }

    func isInside(_ event: Int) -> Bool { inside?.event == event }

    /// The pieces of an event whose time has come, and when the next one's comes; nil behind the last.
    fileprivate mutating func due(
        _ event: Int, since begin: Int64, now: Int64, atOnce: Bool
    ) -> (bytes: [UInt8], next: Int64?) {
        let pieces = script.events[event].pieces
        var bytes: [UInt8] = []
        var index = isInside(event) ? inside?.pieces ?? 0 : 0
        while index < pieces.count {
            let moment = begin + pieces[index].offset.wholeMilliseconds
            guard atOnce || moment <= now else {
                if index > 0 { inside = (event, index, begin) }
                return (bytes, moment)
            }
            bytes += pieces[index].bytes
            index += 1
        }
        if isInside(event) { inside = nil }
        return (bytes, nil)
    }

    fileprivate mutating func drop(_ event: Int) { pending.removeAll { $0 == event } }
}

extension Duration {
    /// Rounded up, so that nothing comes before its time.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
