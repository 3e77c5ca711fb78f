import Fixtures
import MachineRules
import NIOCore
import Simulation
import Synchronization

/// One request and what has come of its answer so far: the copy that goes into the recording.
///
/// It is written once, by ``finish(_:)``, or when nobody keeps it any more: the client may be gone before its answer can
/// begin.
final class Exchange: Sendable {
    /// How an answer ended.
    enum Ending: Sendable {
        case whole
        /// The client closed the connection.
        case clientLeft
        /// The real service did.
        case brokeOff
        /// The recording was ended.
        case stopped

        /// What a reader of the recording should know.
        fileprivate var comment: String? {
            switch self {
            case .whole: nil
            case .clientLeft: Interaction.clientLeft
            case .brokeOff: "The answer broke off."
            case .stopped: Interaction.recordingEnded
            }
        }
    }

    /// No body is kept beyond this.
    static let largestBody = 64 << 20

    let leash = Leash()
    private let recorder: Recorder
    private let wall: WallClock
    private let rewriting: @Sendable (Interaction) -> Interaction
    private let startedAt: Timestamp
    private let state: Mutex<State>

    private struct State {
        var request: RecordedRequest
        var sentAt: Duration?
        var response: RecordedResponse?
        var headAt = Duration.zero
        var pieces: [StreamPiece] = []
        var received = 0
        var isBeyond = false
        var isOver = false
        /// What goes with the exchange.
        var kept: [any Sendable] = []
    }

    /// - Parameters:
    ///   - request: its body is empty as yet, nil where there is none.
    ///   - rewriting: makes of the exchange what is to be written.
    init(
        _ request: RecordedRequest, recorder: Recorder, wall: WallClock,
        rewriting: @escaping @Sendable (Interaction) -> Interaction = { $0 }
    ) {
        self.rewriting = rewriting
        self.recorder = recorder
        self.wall = wall
        startedAt = wall.now()
        state = Mutex(State(request: request))
        if request.body == nil { sent() }
    }

    /// Keeps something as long as the exchange.
    func keep(_ thing: some Sendable) { state.withLock { $0.kept.append(thing) } }

    private var elapsed: Duration { max(.zero, wall.now() - startedAt) }

    // MARK: - What goes over the wire

    /// A piece of the request's body.
    func send(_ piece: ByteBuffer) {
        state.withLock { state in
            guard let count = state.request.body?.bytes.count, count + piece.readableBytes <= Self.largestBody else {
                state.isBeyond = true
                return
            }
            state.request.body?.bytes += piece.readableBytesView
        }
    }

    /// The end of the request. From here on its secrets are known to every exchange that is written.
    func sent() {
        let now = elapsed
        recorder.learn(
            state.withLock { state in
                state.sentAt = now
                return state.request
            })
    }

    /// The head of the answer.
    func receive(_ head: RecordedResponse) {
        let now = elapsed
        state.withLock { state in
            state.response = head
            state.headAt = now
        }
    }

    /// A piece of the answer's body. Parts of one line that came in the same millisecond are one piece: where the network
    /// cut it says nothing.
    func receive(_ piece: ByteBuffer) {
        let now = elapsed
        state.withLock { state in
            state.received += piece.readableBytes
            guard state.received <= Self.largestBody else {
                state.isBeyond = true
                return
            }
            let last = state.pieces.indices.last
            if let last, state.pieces[last].offset == now, state.pieces[last].bytes.last != UInt8(ascii: "\n") {
                state.pieces[last].bytes += piece.readableBytesView
            } else {
                state.pieces.append(StreamPiece(offset: now, bytes: Array(piece.readableBytesView)))
            }
        }
    }

    // MARK: - The end

    /// Writes the exchange, unless nothing was answered. Returns when it is on disk, or cannot be.
    func finish(_ ending: Ending) {
        let now = elapsed
        let last: State? = state.withLock { state in
            guard !state.isOver else { return nil }
            state.isOver = true
            defer { state.kept = [] }
            return state
        }
        guard let last, let interaction = interaction(last, ending, now) else { return }
        if last.isBeyond {
            recorder.stop(interaction.request, "a body of more than \(Self.largestBody >> 20) MiB")
        } else {
            recorder.write(rewriting(interaction))
        }
    }

    private func interaction(_ state: State, _ ending: Ending, _ now: Duration) -> Interaction? {
        guard var response = state.response else { return nil }
        response.content = Self.content(state.pieces, response, headAt: state.headAt)
        let sentAt = min(state.sentAt ?? state.headAt, state.headAt)
        return Interaction(
            startedAt: startedAt.rfc3339Milliseconds, request: state.request, response: response,
            timing: Timing(send: sentAt, wait: state.headAt - sentAt, receive: max(.zero, now - state.headAt)),
            comment: ending.comment)
    }

    /// A body whose length was told, and one that is nothing but a JSON document, is read as a whole by every client; the
    /// pieces it came in say something of the network only. Everything else is a stream.
    private static func content(
        _ pieces: [StreamPiece], _ response: RecordedResponse, headAt: Duration
    ) -> RecordedResponse.Content {
        let whole = pieces.flatMap(\.bytes)
        guard response.headers["content-length"] == nil, !whole.isEmpty else { return .whole(whole) }
        let isEvents = response.mimeType.lowercased().hasPrefix("text/event-stream")
        let isAtOnce = pieces.count == 1 && pieces[0].offset == headAt
        return !isEvents && (isAtOnce || whole.isJSONDocument) ? .whole(whole) : .pieces(pieces)
    }

    deinit {
        leash.cut(.clientLeft)
        finish(.clientLeft)
    }
}
