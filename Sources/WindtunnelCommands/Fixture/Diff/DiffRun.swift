import Fixtures
import FlyClient

/// One repetition of a recording against a live service.
struct DiffRun {
    private let recording: Recording
    private let target: DiffTarget
    private let clock: DiffClock
    private let transport: HTTPTransport
    private let timeline: RecordedTimeline
    private var comparison: RecordingComparison
    private var entries: [Int: DiffReport.Entry] = [:]
    /// How much time has passed since the first request.
    private var now = Duration.zero
    private var open: [Int: OpenRequest] = [:]
    /// Whether the target has answered anything yet.
    private var wasAnswered = false

    private struct OpenRequest {
        let request: RecordedRequest
        let answer: LiveAnswer
        let began: Duration
        /// How many of its lines were compared with the recorded ones; nil once the live stream fell behind.
        var linesMet: Int? = 0
    }

    init(
        _ recording: Recording, _ comparison: RecordingComparison, target: DiffTarget, clock: DiffClock,
        transport: HTTPTransport
    ) {
        self.recording = recording
        self.comparison = comparison
        self.target = target
        self.clock = clock
        self.transport = transport
        timeline = RecordedTimeline(recording)
    }

    /// How long is waited, on the wall's clock, for what needs no time of the world.
    private static let patience = Duration.milliseconds(200)
    /// The same for what has to come: the lines of a stream that the recording has.
    private static let longPatience = Duration.seconds(2)
    /// How long a real service may take longer than the recorded one did.
    private static let delay = Duration.seconds(60)
    /// When it is asked again, after the recorded end, whether something has come as far as the recording has it.
    private static let secondLooks: [Duration] = [.zero, .milliseconds(250), .seconds(1), .seconds(5)]
    /// By how much time is moved on for a request that is held beyond its recorded end.
    private static let stretches: [Duration] = [1, 2, 4, 8, 16, 32, 64].map { .seconds($0) }

    /// - Throws: ``UnreachableError`` when the target is not there.
    mutating func report() async throws -> DiffReport {
        defer { for request in open.values { request.answer.cancel() } }
        try await clock.begin()
        for step in timeline.steps {
            switch step {
            case .exchange(let index, let moment, let end):
                try await reach(moment)
                await meetStreams(at: recordedBegin(index, end))
                try await exchange(index, within: end)
            case .open(let index, let moment):
                try await reach(moment)
                await meetStreams(at: moment)
                let request = comparison.request(index)
                let answer = LiveAnswer(to: target.request(request), over: transport)
                await answer.wait(Self.patience) { $0.head != nil }
                open[index] = OpenRequest(request: request, answer: answer, began: moment)
            case .close(let index, let moment):
                try await reach(moment)
                await meetStreams(at: moment)
                try await close(index, within: moment)
            }
        }
        return DiffReport(entries.sorted { $0.key < $1.key }.map(\.value))
    }

    private func recordedBegin(_ index: Int, _ end: Duration) -> Duration {
        end - recording.interactions[index].duration
    }

    private mutating func reach(_ moment: Duration) async throws {
        let pause = moment.wholeMilliseconds - now.wholeMilliseconds
        guard pause > 0 else { return }
        try await clock.pass(pause)
        now = moment
    }

    /// Lets the open streams come as far as the recorded ones had at a moment, and learns the ids they bring.
    private mutating func meetStreams(at moment: Duration) async {
        for (index, request) in open.sorted(by: { $0.key < $1.key }) {
            let head = request.began + recording.interactions[index].timing.toHead
            if head <= moment { await request.answer.wait(Self.longPatience) { $0.head != nil } }
            guard let met = request.linesMet else { continue }
            let lines = recording.interactions[index].response.lineCount(until: moment - request.began)
            guard lines > met else { continue }
            let hasCome = await request.answer.wait(Self.longPatience) { $0.lineCount >= lines }
            open[index]?.linesMet = hasCome ? lines : nil
            if hasCome, let response = request.answer.response {
                comparison.learn(index, from: target.translated(response, to: request.request), lines: lines)
            }
        }
    }

    // MARK: One exchange after the other

    private mutating func exchange(_ index: Int, within end: Duration) async throws {
        let request = comparison.request(index)
        guard let response = try await answer(to: request, index, within: end) else { return }
        let recorded = recording.interactions[index].response
        var found = comparison.differences(index, in: response, isLast: false)
        // What is refused has changed nothing, so it can be asked for again as well.
        let isRepeatable = request.isRead || (recorded.status < 400 && response.status >= 400)
        var shown = response
        if isRepeatable, !found.isEmpty {
            for pause in Self.secondLooks where found.contains(where: \.isOfProgress) && clock.isPassing {
                try await reach(max(now, end + pause))
                guard let again = try await answer(to: request, index, within: end) else { return }
                shown = again
                found = comparison.differences(index, in: again, isLast: false)
                if found.isEmpty { break }
            }
        }
        if !found.isEmpty { found = comparison.differences(index, in: shown, isLast: true) }
        note(index, found, request, shown)
    }

    private mutating func answer(
        to request: RecordedRequest, _ index: Int, within end: Duration
    ) async throws -> RecordedResponse? {
        let answer = LiveAnswer(to: target.request(request), over: transport)
        defer { answer.cancel() }
        try await settle(answer, index, within: end)
        return try response(of: answer, to: request, index)
    }

    /// Waits for the end of an answer; of a stream, for as much of it as was recorded. Where time stands still, it is
    /// moved on for a request that waits for it.
    private mutating func settle(_ answer: LiveAnswer, _ index: Int, within end: Duration) async throws {
        let recorded = recording.interactions[index].response
        let lines = recorded.isStream ? recorded.lineCount : nil
        let isEnough: @Sendable (LiveAnswer.Progress) -> Bool = { progress in
            lines.map { progress.head != nil && progress.lineCount >= $0 } ?? false
        }
        guard clock.isFree else {
            let limit = recording.interactions[index].duration + Self.delay
            await answer.wait(limit, until: isEnough)
            // A stream that ends by itself is given a moment to do so.
            await answer.wait(Self.patience) { _ in false }
            return
        }
        await answer.wait(Self.patience) { _ in false }
        var ends = [end] + Self.stretches.map { end + $0 }
        while !answer.progress.isOver, !isEnough(answer.progress), !ends.isEmpty {
            try await reach(ends.removeFirst())
            await answer.wait(Self.patience, until: isEnough)
        }
    }

    private mutating func close(_ index: Int, within end: Duration) async throws {
        guard let request = open.removeValue(forKey: index) else { return }
        defer { request.answer.cancel() }
        let recorded = recording.interactions[index].response
        if recorded.isStream {
            let lines = recorded.lineCount
            await request.answer.wait(request.linesMet == nil ? .zero : Self.longPatience) { $0.lineCount >= lines }
        }
        try await settle(request.answer, index, within: end)
        guard let response = try response(of: request.answer, to: request.request, index) else { return }
        note(index, comparison.differences(index, in: response, isLast: true), request.request, response)
    }

    // MARK: What came of it

    /// - Returns: nil when no answer came, which is noted.
    /// - Throws: ``UnreachableError`` when there is nobody to give one.
    private mutating func response(
        of answer: LiveAnswer, to request: RecordedRequest, _ index: Int
    ) throws -> RecordedResponse? {
        if let response = answer.response {
            wasAnswered = true
            return target.translated(response, to: request)
        }
        let failure = answer.progress.failure
        if let failure, !wasAnswered || failure.reason == .refused, !RecordedURL(request.url).isApp { throw failure }
        let recorded = recording.interactions[index].response.status
        let difference = Difference(
            .unreachable, place: "answer", recorded: recorded == 0 ? nil : "status \(recorded)",
            live: failure.map(String.init(describing:)) ?? "no answer yet")
        note(index, recorded == 0 ? [] : [difference], request, RecordedResponse(status: 0))
        return nil
    }

    private mutating func note(
        _ index: Int, _ differences: [Difference], _ request: RecordedRequest, _ response: RecordedResponse
    ) {
        entries[index] = DiffReport.Entry(
            number: index + 1, request: recording.interactions[index].request,
            differences: comparison.shown(differences, request, response))
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
