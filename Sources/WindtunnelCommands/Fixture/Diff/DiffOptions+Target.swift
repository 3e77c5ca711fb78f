import Fixtures
import FlyClient
import FoundationEssentials
import Glibc
import Logging
import OrderedJSON
import Windtunnel

extension DiffOptions {
    /// Runs `body` with what the recording is repeated against.
    /// - Throws: ``UnreachableError`` when nobody is there.
    func withTarget<Result: Sendable>(
        of recording: Recording, in context: CommandContext,
        _ body: @escaping @Sendable (DiffTarget, DiffClock, HTTPTransport) async throws -> Result
    ) async throws -> Result {
        switch target {
        case "local": return try await withOwnEmulator(recording, in: context, body)
        case "real": return try await withService(DiffTarget.real, recording, in: context, body)
        default:
            var url = target
            while url.hasSuffix("/") { url.removeLast() }
            return try await withService(url, recording, in: context, body)
        }
    }

    /// An emulator that nobody else uses. It checks tokens when the recorded service did.
    private func withOwnEmulator<Result: Sendable>(
        _ recording: Recording, in context: CommandContext,
        _ body: @escaping @Sendable (DiffTarget, DiffClock, HTTPTransport) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with(environment: context.environment) { folder in
            let token = FlyToken(ConnectionOptions.emulatorToken)
            var configuration = WindtunnelConfiguration()
            configuration.storage = .memory
            (configuration.port, configuration.tlsPort, configuration.proxyPort) = (0, 0, 0)
            configuration.profile = profile
            configuration.allowProcesses = allowProcesses
            configuration.seed = 1
            if DiffTarget.checksTokens(recording) {
                let tokens: JSON = [
                    "tokens": [
                        [
                            "token": .string(ConnectionOptions.emulatorToken), "user": "dev@example.com",
                            "org": "personal", "access": "write",
                        ]
                    ]
                ]
                let file = try PrivateFile("\(folder)/tokens.json", overwrites: false, in: context)
                try file.write(tokens.utf8, in: context)
                configuration.authorization = .strict(tokensFile: "\(folder)/tokens.json")
            }
            let start = RecordedTimeline(recording).start
            let silence = Logger(label: "windtunnel") { _ in SwiftLogNoOpLogHandler() }
            return try await withWindtunnel(configuration, logger: silence) { emulator in
                try await HTTPTransport.withTransport(environment: [:]) { transport in
                    let client = FlyClient(
                        endpoints: FlyEndpoints(emulator: emulator.url), token: token, transport: transport)
                    let target = DiffTarget(recording, base: emulator.url, token: token, world: nil)
                    return try await body(
                        target, pace == DiffOptions.Pace.none ? .none : .world(client, start: start), transport)
                }
            }
        }
    }

    private func withService<Result: Sendable>(
        _ url: String, _ recording: Recording, in context: CommandContext,
        _ body: @escaping @Sendable (DiffTarget, DiffClock, HTTPTransport) async throws -> Result
    ) async throws -> Result {
        let given = token.flatMap { FlyToken($0) }
        let inherited = context.environment["FLY_API_TOKEN"].flatMap { FlyToken($0) }
        let slow = pace == DiffOptions.Pace.none ? DiffClock.none : .wall
        return try await HTTPTransport.withTransport(environment: context.environment) { transport in
            if url == DiffTarget.real {
                guard let token = given ?? inherited else {
                    throw CommandFailure.usage("no token for the real service; set FLY_API_TOKEN or give --token")
                }
                return try await body(
                    DiffTarget(recording, base: nil, token: token, world: nil), slow, transport)
            }
            // A real token is not sent where an emulator would do.
            let token = given ?? inherited.flatMap { $0.isReal ? nil : $0 } ?? FlyToken(ConnectionOptions.emulatorToken)
            let client = FlyClient(endpoints: FlyEndpoints(emulator: url), token: token, transport: transport)
            guard try await client.isEmulator() else {
                let target = DiffTarget(recording, base: url, token: given ?? inherited, world: nil)
                return try await body(target, slow, transport)
            }
            return try await client.withOwnWorld { world in
                let client = FlyClient(
                    endpoints: FlyEndpoints(emulator: url), token: token, world: world, transport: transport)
                let target = DiffTarget(recording, base: url, token: token, world: world)
                let clock =
                    pace == DiffOptions.Pace.none
                    ? DiffClock.none : .world(client, start: RecordedTimeline(recording).start)
                return try await body(target, clock, transport)
            }
        }
    }
}

extension FlyClient {
    /// Whether an emulator answers there.
    /// - Throws: ``UnreachableError`` when nobody does.
    fileprivate func isEmulator() async throws -> Bool {
        do {
            return try await health()["status"]?.stringValue == "ok"
        } catch is FlyError {
            return false
        }
    }

    /// Runs `body` with a world that is made for it and gone afterwards.
    fileprivate func withOwnWorld<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
        let world = try await makeWorld()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(world))
        } catch {
            result = .failure(error)
        }
        // Also when this task is cancelled, which that one knows nothing of. An emulator that has gone away has taken its
        // worlds along, or its owner will see to them.
        await Task { try? await deleteWorld(world) }.value
        return try result.get()
    }

    private func makeWorld() async throws -> String {
        let base = "fixture-diff-\(getpid())"
        for name in [base] + (2...9).map({ "\(base)-\($0)" }) {
            do {
                _ = try await createWorld(name)
                return name
            } catch let error as FlyError where error.status == 409 {
                continue
            } catch let error as FlyError {
                throw CommandFailure.usage("cannot make a world for the comparison: \(error)")
            }
        }
        throw CommandFailure.usage("cannot make a world for the comparison: all names are taken")
    }
}
