import Fixtures
import FlyClient
import Logging
import OrderedJSON
import Windtunnel

@testable import WindtunnelCommands

/// Records against an emulator of its own, whose clock it moves, in the words of the real service.
struct EmulatorRecorder {
    private let url: String
    private let transport: HTTPTransport
    private let client: FlyClient
    private var interactions: [Interaction] = []
    /// Milliseconds since the beginning.
    private var now: Int64 = 0

    static func recording(
        profile: String = "instant", _ body: @escaping @Sendable (inout EmulatorRecorder) async throws -> Void
    ) async throws -> Recording {
        var configuration = WindtunnelConfiguration()
        configuration.storage = .memory
        (configuration.port, configuration.tlsPort, configuration.proxyPort) = (0, 0, 0)
        configuration.profile = profile
        configuration.seed = 7
        let silence = Logger(label: "windtunnel") { _ in SwiftLogNoOpLogHandler() }
        return try await withWindtunnel(configuration, logger: silence) { emulator in
            try await HTTPTransport.withTransport(environment: [:]) { transport in
                var recorder = EmulatorRecorder(url: emulator.url, transport: transport)
                _ = try await recorder.client.setClock(["mode": "frozen", "now": "2026-06-02T09:00:00.000Z"])
                try await body(&recorder)
                return Recording(recorder.interactions)
            }
        }
    }

    private init(url: String, transport: HTTPTransport) {
        self.url = url
        self.transport = transport
        client = FlyClient(endpoints: FlyEndpoints(emulator: url), token: FlyToken("wt_default"), transport: transport)
    }

    /// Lets time pass.
    mutating func pass(milliseconds: Int64) async throws {
        _ = try await client.advanceClock(["by": .string("\(milliseconds)ms")])
        now += milliseconds
    }

    /// - Parameters:
    ///   - host: `api.machines.dev`, `api.fly.io`, or an app's.
    ///   - meanwhile: how much time passes before the answer.
    @discardableResult
    mutating func send(
        _ method: String, _ path: String, _ body: JSON? = nil, host: String = "api.machines.dev",
        headers: HeaderList = [:], meanwhile: Int64 = 0
    ) async throws -> JSON {
        let (interaction, answer) = exchange(method, path, body, host, headers)
        if meanwhile > 0 {
            // It is held by then.
            await answer.wait(.milliseconds(200)) { _ in false }
            try await pass(milliseconds: meanwhile)
        }
        await answer.wait(.seconds(10)) { _ in false }
        finish(interaction, answer, wait: .milliseconds(meanwhile))
        return (try? JSON(parsing: answer.progress.bytes)) ?? .null
    }

    /// Listens to an app while `body` runs, one step of 100 ms for each line that comes.
    mutating func listen(
        to host: String, lines: Int, _ body: (inout EmulatorRecorder) async throws -> Void
    ) async throws {
        let (interaction, answer) = exchange("GET", "/", nil, host, [:])
        await answer.wait(.seconds(10)) { $0.head != nil }
        let place = interactions.count
        try await pass(milliseconds: 1000)
        try await body(&self)
        await answer.wait(.seconds(10)) { $0.lineCount >= lines }
        try await pass(milliseconds: 1000)
        answer.cancel()
        var finished = interaction
        if let response = answer.response {
            finished.response = response
            finished.response.content = .pieces([StreamPiece(offset: .milliseconds(1500), bytes: response.bytes)])
            finished.timing = Timing(wait: .milliseconds(1), receive: .milliseconds(1999))
        }
        interactions.insert(finished, at: place)
    }

    private func exchange(
        _ method: String, _ path: String, _ body: JSON?, _ host: String, _ headers: HeaderList
    ) -> (Interaction, LiveAnswer) {
        let isApp = host.hasSuffix(".fly.dev")
        var fields = headers.fields
        if !isApp { fields.append(HeaderList.Field(name: "Authorization", value: "Bearer redacted-token-1")) }
        if body != nil { fields.append(HeaderList.Field(name: "Content-Type", value: "application/json")) }
        let request = RecordedRequest(
            method: method, url: "https://\(host)\(path)", headers: HeaderList(fields),
            body: body.map { RecordedBody($0.utf8, mimeType: "application/json") })
        let sent = VerbatimRequest(
            method: method, url: url + path, headers: fields.map { ($0.name, $0.value) } + [("Host", host)],
            body: request.body?.bytes)
        let start = WallTime(milliseconds: 1_780_390_800_000 + Int(now)).rfc3339
        let interaction = Interaction(startedAt: start, request: request, response: RecordedResponse(status: 0))
        return (interaction, LiveAnswer(to: sent, over: transport))
    }

    private mutating func finish(_ interaction: Interaction, _ answer: LiveAnswer, wait: Duration) {
        var finished = interaction
        if let response = answer.response { finished.response = response }
        finished.timing = Timing(wait: wait)
        interactions.append(finished)
    }
}
