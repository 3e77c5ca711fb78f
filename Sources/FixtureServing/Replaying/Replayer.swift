import Fixtures
import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import NIOCore
import OrderedJSON
import Simulation
import Synchronization

/// Lets a recording answer, each world in a run of its own.
///
/// What it has no answer for goes where the mode says: to the real service, whose answer is recorded, to the emulator
/// when it spies, or nowhere. While it spies, an app that the emulator has changed belongs to the emulator from then on:
/// the recording cannot know of the change.
final class Replayer: Sendable {
    private struct State {
        var mode: ReplayMode
        var isSpy: Bool
        var pace: Replay.Pace
        /// By world.
        var runs: [String: ReplayRun] = [:]
        var recorder: RecordingProxy?
    }

    let settings: FixtureSettings
    private let surroundings: FixtureServer.Surroundings
    /// What answers; without entries where everything is recorded anew.
    let recording: HARDocument
    private let hadFile: Bool
    private let rules: MatchRules
    /// A run at its beginning.
    private let pristine: Replay
    private let state: Mutex<State>

    /// - Throws: for a file that is not there and nothing to make it of, and for one that cannot be read.
    init(
        _ settings: FixtureSettings, _ mode: ReplayMode, spy: Bool, _ surroundings: FixtureServer.Surroundings
    ) throws(FixtureFailure) {
        self.settings = settings
        self.surroundings = surroundings
        rules = try MatchRules(settings)
        let source = try ReplaySource(settings, mode, surroundings)
        recording = source.recording
        hadFile = source.hadFile
        pristine = Replay(recording, rules: rules, pace: settings.pace, keepsTimes: settings.keepsTimes)
        state = Mutex(State(mode: mode, isSpy: spy, pace: settings.pace, recorder: source.recorder))
    }

    // MARK: - Requests

    func respond(
        to request: Request, for site: FixtureSite, by connection: ClientConnection,
        emulator: (Request) async throws -> Response
    ) async throws -> Response {
        let (mode, isSpy, _, recorder) = present
        if let recorder, recordsAll(mode) { return try await recorder.respond(to: request, for: site, by: connection) }
        var request = request
        let asked: RecordedRequest
        do {
            asked = RecordedRequest(request, for: site, headers: rules.headers, body: try await request.takeBody())
        } catch is NIOTooManyBytesError {
            return .refusal(
                .contentTooLarge, "the body is larger than what a recording answers", hint: "16 MiB is the most")
        }
        let (run, world) = try await run(for: site, request.headers)
        do {
            if let answer = try run.answer(to: asked, in: world, besidesLive: isSpy) {
                return response(answer, run, world, connection)
            }
            if mode.decision(isRecorded: false, hadFile: hadFile) == .record, let recorder {
                return try await recorder.respond(
                    to: request, for: site, by: connection, rewriting: run.asRecorded)
            }
            if isSpy { return try await spy(request, asked, run, emulator) }
            return .miss(try run.miss(asked, at: world.now))
        } catch let damage as RecordingDamage {
            return .refusal(
                .internalServerError, "\(settings.file): \(damage)", hint: "mend the entry or take it out of the file")
        }
    }

    private func recordsAll(_ mode: ReplayMode) -> Bool { mode == .all || (mode == .once && !hadFile) }

    private func response(
        _ answer: ReplayAnswer, _ run: ReplayRun, _ world: World, _ connection: ClientConnection
    ) -> Response {
        let headers = run.fields(of: answer)
        let status = HTTPResponse.Status(code: answer.status)
        guard let script = answer.script else {
            let bytes = ByteBuffer(bytes: answer.bytes)
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: bytes))
        }
        let stream = ReplayStream(
            answer: answer, script: script, run: run, world: world, connection: connection
        ) { [weak self] in self?.state.withLock { $0.pace } == .count }
        return connection.paced(Response(status: status, headers: headers, body: stream.body))
    }

    private func spy(
        _ request: Request, _ asked: RecordedRequest, _ run: ReplayRun, _ emulator: (Request) async throws -> Response
    ) async throws -> Response {
        var response = try await emulator(request)
        let body = try await response.takeBody()
        let headers = HeaderList(response.headers.map { HeaderList.Field(name: $0.name.rawName, value: $0.value) })
        run.learn(
            asked,
            RecordedResponse(
                status: response.status.code, headers: headers,
                content: .whole(body.map { Array($0.readableBytesView) } ?? [])))
        return response
    }

    // MARK: - Runs

    /// The run that a request belongs to: of the world its token or host names; a request to an app that names none
    /// belongs to the world where the app is known, `default` before all others.
    private func run(for site: FixtureSite, _ headers: HTTPFields) async throws -> (ReplayRun, World) {
        let world = try await surroundings.world(headers)
        guard case .app(let app) = site.owner, world.name == Worlds.defaultName else { return (run(of: world), world) }
        guard let name = site.world ?? worldKnowing(app), name != world.name else { return (run(of: world), world) }
        let other = try await surroundings.worldNamed(name)
        return (run(of: other), other)
    }

    func run(of world: World) -> ReplayRun {
        state.withLock { state in
            if let run = state.runs[world.name] { return run }
            let run = ReplayRun(pristine)
            run.setPace(state.pace)
            state.runs[world.name] = run
            return run
        }
    }

    private func worldKnowing(_ app: String) -> String? {
        let runs = state.withLock { $0.runs }
        if runs.count < 2 { return runs.first.flatMap { $0.value.knows(app: app) ? $0.key : nil } }
        let names = runs.filter { $0.value.knows(app: app) }.keys
        return names.contains(Worlds.defaultName) ? Worlds.defaultName : names.min()
    }

    /// Begins a world's run anew: its streams end.
    func rewind(world name: String) {
        state.withLock { $0.runs.removeValue(forKey: name) }?.end()
    }

    // MARK: - Settings

    /// How requests are answered at the moment.
    var present: (mode: ReplayMode, isSpy: Bool, pace: Replay.Pace, recorder: RecordingProxy?) {
        state.withLock { ($0.mode, $0.isSpy, $0.pace, $0.recorder) }
    }

    func set(spy: Bool) { state.withLock { $0.isSpy = spy } }

    func set(_ pace: Replay.Pace) {
        state.withLock { state in
            state.pace = pace
            for run in state.runs.values { run.setPace(pace) }
        }
    }

    /// - Throws: for a mode that records without an upstream, and for one that had to begin with an empty file.
    func set(_ mode: ReplayMode) throws(FixtureFailure) {
        try state.withLock { state throws(FixtureFailure) in
            guard mode != state.mode else { return }
            if mode == .all { throw FixtureFailure("a file is recorded anew from the start only: --mode all") }
            if mode.needsUpstream(hadFile: hadFile), state.recorder == nil {
                guard settings.upstreams != nil else {
                    throw FixtureFailure("the mode \(mode.rawValue) needs --upstream URL")
                }
                state.recorder = try RecordingProxy(settings, surroundings)
            }
            state.mode = mode
        }
    }

    // MARK: - The end

    /// Why nothing is recorded any more; nil while all is well.
    var stop: String? { state.withLock { $0.recorder }?.stop }

    func end() {
        let (runs, recorder) = state.withLock { (Array($0.runs.values), $0.recorder) }
        for run in runs { run.end() }
        recorder?.end()
    }

    func close() async { await state.withLock { $0.recorder }?.close() }
}
