import Synchronization

/// A stream of events with one reader at a time, which finds what came before it.
final class EventStream: Sendable {
    /// What an event's id begins with; nil for a stream that cannot be resumed.
    let number: Int?

    private struct State {
        var log: EventLog
        var isFinished = false
        /// Counts readers; the newest is the one that reads.
        var readers = 0
        var isRead = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>
    private let abandoned: @Sendable () -> Void

    /// - Parameter abandoned: called when the reader has left without another taking its place.
    init(number: Int?, limits: EventLimits, abandoned: @escaping @Sendable () -> Void = {}) {
        self.number = number
        self.abandoned = abandoned
        state = Mutex(State(log: EventLog(limits: limits)))
    }

    /// Whether a reader is there.
    var isRead: Bool { state.withLock { $0.isRead } }

    /// - Parameter data: one line of JSON; line breaks between its tokens become blanks.
    func append(_ data: [UInt8], name: String? = "message") {
        let line = data.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
        wake { state in
            guard !state.isFinished else { return }
            state.log.append(line, name: name)
        }
    }

    /// Nothing follows; a reader ends when it has read what is there.
    func finish() {
        wake { $0.isFinished = true }
    }

    /// Lets somebody read; a reader before it ends, for a message goes to one connection only.
    /// - Parameters:
    ///   - number: the last event the reader has; nil for none, and it is then first told where it stands if it `primes`.
    /// - Returns: nil when there never was an event of that number.
    func reader(after number: Int? = nil, primes: Bool = false) -> EventReader? {
        var reader: EventReader?
        wake { state in
            guard number ?? 0 <= state.log.newest else { return }
            state.readers += 1
            state.isRead = true
            reader = EventReader(self, number: state.readers, after: number ?? 0, primes: primes && number == nil)
        }
        return reader
    }

    /// Ends the reader; its events wait for another.
    func cut() {
        if let reader = state.withLock({ $0.isRead ? $0.readers : nil }) { leave(reader) }
    }

    /// The next event for a reader, as soon as there is one; nil when the reader is to end.
    fileprivate func next(after number: Int, for reader: Int) async -> EventLog.Entry? {
        while true {
            let entry: EventLog.Entry?? = state.withLock { state in
                guard state.isRead, state.readers == reader else { return .some(nil) }
                if let entry = state.log.next(after: number) { return entry }
                return state.isFinished ? .some(nil) : .none
            }
            if let entry { return entry }
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    guard state.isRead, state.readers == reader, !state.isFinished,
                        state.log.next(after: number) == nil
                    else { return true }
                    state.waiting = continuation
                    return false
                }
                if isLate { continuation.resume() }
            }
        }
    }

    fileprivate func leave(_ reader: Int) {
        var isAbandoned = false
        wake { state in
            guard state.isRead, state.readers == reader else { return }
            state.isRead = false
            isAbandoned = true
        }
        if isAbandoned { abandoned() }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}

/// Who writes a stream's events to a connection: one task at a time.
package final class EventReader: Sendable {
    private let stream: EventStream
    private let number: Int
    private let position: Mutex<Position>

    private struct Position {
        var last: Int
        var primes: Bool
    }

    fileprivate init(_ stream: EventStream, number: Int, after last: Int, primes: Bool) {
        self.stream = stream
        self.number = number
        position = Mutex(Position(last: last, primes: primes))
    }

    deinit { leave() }

    /// The bytes of the next event, as soon as there is one; nil when the stream has ended, this reader has left, or
    /// another has taken its place.
    package func next() async -> [UInt8]? {
        if let priming = takePriming() { return priming.bytes }
        guard let entry = await nextEntry() else { return nil }
        return ServerSentEvent(id: id(entry.number), name: entry.name, data: entry.data).bytes
    }

    /// The client has gone: the reading task ends at once, and the events wait for another.
    package func leave() { stream.leave(number) }

    func nextEntry() async -> EventLog.Entry? {
        let entry = await stream.next(after: position.withLock { $0.last }, for: number)
        if let entry { position.withLock { $0.last = entry.number } }
        return entry
    }

    /// The event without data that tells a client what to resume from before there is anything.
    private func takePriming() -> ServerSentEvent? {
        position.withLock { position in
            defer { position.primes = false }
            return position.primes ? ServerSentEvent(id: id(position.last), data: []) : nil
        }
    }

    private func id(_ number: Int) -> String? {
        stream.number.map { EventID(stream: $0, number: number).text }
    }
}
