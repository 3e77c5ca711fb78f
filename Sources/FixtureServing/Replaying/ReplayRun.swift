import Fixtures
import HTTPTypes
import MachineRules
import OrderedJSON
import Simulation
import Synchronization

/// One world's run through a recording, from its beginning to the next.
final class ReplayRun: Sendable {
    private struct State {
        var replay: Replay
        var board = CauseBoard()
        var live = LiveApps()
        var misses = MissLog()
        var spied = 0
        var fields: [Int: (list: HeaderList, fields: HTTPFields)] = [:]
    }

    private let state: Mutex<State>

    init(_ replay: Replay) {
        state = Mutex(State(replay: replay))
    }

    // MARK: - Requests

    /// Looks for an answer; nil when nothing recorded is one.
    /// - Parameter besidesLive: whether apps that the service behind the replay has changed belong to it.
    /// - Throws: ``Fixtures/RecordingDamage`` when what answers cannot be read.
    func answer(
        to request: RecordedRequest, in world: World, besidesLive: Bool
    ) throws(RecordingDamage) -> ReplayAnswer? {
        let clock = world.clock
        let runs = !clock.isFrozen && world.stepping != .immediate
        let moment = Replay.Moment(world.now.milliseconds, runs: runs)
        return try state.withLock { state throws(RecordingDamage) in
            if besidesLive, state.live.concern(request) { return nil }
            guard let answer = try state.replay.recorded(request, at: moment) else { return nil }
            state.board.note(answer.entry, at: moment.now)
            return answer
        }
    }

    /// What comes nearest to a request without an answer; remembers it.
    func miss(_ request: RecordedRequest, at now: Timestamp) throws(RecordingDamage) -> Miss {
        try state.withLock { state throws(RecordingDamage) in
            let miss = try state.replay.nearest(request)
            state.misses.note(miss, at: now)
            return miss
        }
    }

    /// Learns from what the service behind the replay answered.
    func learn(_ request: RecordedRequest, _ response: RecordedResponse) {
        state.withLock { state in
            state.spied += 1
            state.live.note(request, status: response.status)
            // What cannot be read will say so when it is asked for.
            try? state.replay.learn(request, response)
        }
    }

    /// A live exchange in the words of the recording, to which it is added.
    @Sendable func asRecorded(_ interaction: Interaction) -> Interaction {
        state.withLock { $0.replay.binding }.recorded(interaction)
    }

    /// Whether a live app's name stands for one of the recording.
    func knows(app: String) -> Bool {
        state.withLock { $0.replay.binding.recordedName(for: app) != nil }
    }

    func setPace(_ pace: Replay.Pace) { state.withLock { $0.replay.pace = pace } }

    /// The headers of an answer as a server sends them; made once as long as they stay the same.
    func fields(of answer: ReplayAnswer) -> HTTPFields {
        if let known = state.withLock({ $0.fields[answer.entry] }), known.list == answer.headers { return known.fields }
        var fields = HTTPFields()
        for field in answer.headers.fields {
            // Some recorders write down what is no header, as HTTP/2 has `:status`.
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        state.withLock { $0.fields[answer.entry] = (answer.headers, fields) }
        return fields
    }

    // MARK: - Streams

    /// A stream at its beginning.
    func begin(_ script: StreamScript, of entry: Int, at now: Int64) -> StreamPosition {
        state.withLock { StreamPosition($0.board.number(), entry: entry, script: script, began: now) }
    }

    /// What a stream has to do now.
    func next(of stream: inout StreamPosition, now: Int64, runs: Bool, atOnce: Bool) -> CauseBoard.Next {
        state.withLock { $0.board.next(of: &stream, now: now, runs: runs, atOnce: atOnce) }
    }

    /// Ends a stream whose client is gone.
    func leave(_ stream: StreamPosition) { state.withLock { $0.board.leave(stream.number) } }

    /// Forgets a stream that has ended.
    func forget(_ stream: StreamPosition) { state.withLock { $0.board.forget(stream.number) } }

    /// Ends all streams of the run.
    func end() { state.withLock { $0.board.end() } }

    // MARK: - Told

    /// `"entries","hits","missed","misses","spied","unused"`
    func document(_ recording: HARDocument) -> JSONObject {
        let (replay, misses, spied) = state.withLock { ($0.replay, $0.misses, $0.spied) }
        return [
            "entries": .int(replay.count), "hits": .int(replay.hits), "missed": .int(misses.count),
            "misses": misses.document, "spied": .int(spied),
            "unused": .array(
                replay.unused.map { number in
                    let entry = recording.entries[number - 1]
                    return ["entry": .int(number), "method": .string(entry.method), "url": .string(entry.url)]
                }),
        ]
    }
}
