import FixtureServing
import Fixtures
import FoundationEssentials
import OrderedJSON
import WindtunnelTestSupport

/// Recordings for tests, in short.
enum Taped {
    static let app = "paper-boats"
    static let machine = "4d8917be20c6f3"
    static let machines = "/v1/apps/paper-boats/machines"

    /// One exchange whose answer is JSON text.
    /// - Parameter at: milliseconds after 09:00.
    static func exchange(
        _ method: String, _ path: String, _ body: String? = nil, status: Int = 200, answer: String = "{}", at: Int = 0
    ) -> Interaction {
        let url = path.hasPrefix("http") ? path : "https://api.machines.dev" + path
        return Interaction(
            startedAt: time(at),
            request: RecordedRequest(
                method: method, url: url, headers: ["User-Agent": "curl/8.7.1"],
                body: body.map { RecordedBody($0, mimeType: "application/json") }),
            response: RecordedResponse(
                status: status, headers: ["Content-Type": "application/json", "fly-request-id": "01K5-iad"],
                content: .whole(Array(answer.utf8))))
    }

    /// One listener's stream, which was open for a minute.
    static func stream(_ url: String, at: Int = 0, _ pieces: [(at: Int64, text: String)]) -> Interaction {
        Interaction(
            startedAt: time(at), request: RecordedRequest(method: "GET", url: url),
            response: RecordedResponse(
                status: 200, headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-cache"],
                content: .pieces(pieces.map { StreamPiece(offset: .milliseconds($0.at), bytes: Array($0.text.utf8)) })),
            timing: Timing(receive: .seconds(60)))
    }

    private static func time(_ milliseconds: Int) -> String {
        func padded(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: count - String(number).count) + String(number)
        }
        let seconds = milliseconds / 1000
        return "2026-06-02T09:\(padded(seconds / 60, 2)):\(padded(seconds % 60, 2)).\(padded(milliseconds % 1000, 3))Z"
    }

    static func state(_ state: String) -> String {
        #"{"id":"\#(machine)","name":"quiet-meadow","state":"\#(state)","created_at":"2026-06-02T09:00:01Z"}"#
    }

    /// An app, a machine in it, polled seven times once a second.
    static var polls: [Interaction] {
        let states = ["created", "created", "created", "created", "starting", "starting", "started"]
        return [
            exchange(
                "POST", "/v1/apps", #"{"app_name":"paper-boats","org_slug":"personal"}"#, status: 201,
                answer: #"{"id":"zq3p8v1yk6w0dj7n"}"#),
            exchange(
                "POST", machines, #"{"config":{"image":"registry.fly.io/paper-boats:v14"}}"#, answer: state("created"),
                at: 1000),
        ]
            + states.enumerated().map {
                exchange("GET", "\(machines)/\(machine)", answer: state($1), at: 2000 + $0 * 1000)
            }
    }

    /// Runs `body` with the path of a file that holds a recording.
    static func file<Result: Sendable>(
        _ interactions: [Interaction], _ body: (String) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with { folder in
            let path = folder + "/tape.har"
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data(HARWriter.text(Recording(interactions), version: "1")))
            else { throw TestSupportError("cannot write \(path)") }
            return try await body(path)
        }
    }

    /// An emulator that answers from a recording.
    static func replay<Result: Sendable>(
        _ interactions: [Interaction], mode: ReplayMode = .none, spy: Bool = false,
        _ change: @escaping @Sendable (inout FixtureSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (TestEmulator) async throws -> Result
    ) async throws -> Result {
        try await file(interactions) { path in
            var settings = FixtureSettings(file: path, purpose: .replay(mode, spy: spy))
            change(&settings)
            var setup = EmulatorSetup.instant
            setup.fixtures = settings
            return try await withEmulator(setup, body)
        }
    }
}

extension TestEmulator {
    /// The state that the recorded machine is told to be in.
    func state(app: String = Taped.app) async throws -> String? {
        try await get("/v1/apps/\(app)/machines/\(Taped.machine)").json["state"]?.stringValue
    }

    /// Makes the recorded app and its machine.
    func begin(app: String = Taped.app) async throws -> [Int] {
        let made = try await post("/v1/apps", ["org_slug": "personal", "app_name": .string(app)])
        let machine = try await post(
            "/v1/apps/\(app)/machines", ["config": ["image": .string("registry.fly.io/\(app):v14")]])
        return [made.code, machine.code]
    }

    func fixtures() async throws -> JSON { try await get("/_windtunnel/fixtures").json }
}
