package import FixtureServing
import FlyAPI
package import Hummingbird
import HummingbirdTesting
import Logging
package import MachineRules
package import OrderedJSON
import Simulation
package import Windtunnel

/// How a test's emulator is set up. The defaults make every run the same: a clock that stands still, a fixed seed, and
/// steps that take as long as users of the real service see, so that each waits for the test to move the clock.
package struct EmulatorSetup: Sendable {
    /// How long steps take. With ``MachineRules/Profile/instant`` they happen by themselves, at once.
    package var profile: Profile
    /// What all randomness comes from.
    package var seed: UInt64
    /// World time without a request after which `autostop` acts.
    package var autostopAfter: Duration
    /// More names of the API.
    package var apiHosts: Set<String>
    /// Accepts machine configurations that the service refuses.
    package var lenient: Bool
    /// The tokens of an emulator that checks them, as its file has them; nil for one that checks none.
    package var tokens: JSON?
    /// Whether the emulator can be reached by others, so that its controls need a token too.
    package var isRemote: Bool
    package var rateLimits: WindtunnelConfiguration.RateLimits
    /// What the controls over MCP may do.
    package var mcpControl: WindtunnelConfiguration.MCPControl
    /// The recording that is made or that answers.
    package var fixtures: FixtureSettings?
    /// What a test puts in front of the emulator: it may pass a request on, answer in its place, or do both.
    package var detour: Detour?

    /// - Parameter emulator: answers the request as if nothing stood in front.
    package typealias Detour =
        @Sendable (_ request: Request, _ emulator: (Request) async throws -> Response) async throws -> Response
    /// The listener stands for external port 80.
    package var forceHTTPS: Bool
    package var strictEdge: Bool
    /// Apps that stand before servers: name and `http://HOST:PORT`.
    package var apps: [String: String]
    /// Runs real processes where a machine asks for it.
    package var allowProcesses: Bool

    package init(
        profile: Profile = .realistic,
        seed: UInt64 = 1,
        autostopAfter: Duration = .seconds(300),
        apiHosts: Set<String> = [],
        lenient: Bool = false,
        tokens: JSON? = nil,
        isRemote: Bool = false,
        rateLimits: WindtunnelConfiguration.RateLimits = .off,
        mcpControl: WindtunnelConfiguration.MCPControl = .read,
        detour: Detour? = nil,
        forceHTTPS: Bool = false,
        strictEdge: Bool = false,
        apps: [String: String] = [:],
        allowProcesses: Bool = false,
        fixtures: FixtureSettings? = nil
    ) {
        self.profile = profile
        self.seed = seed
        self.autostopAfter = autostopAfter
        self.apiHosts = apiHosts
        self.lenient = lenient
        self.tokens = tokens
        self.isRemote = isRemote
        self.rateLimits = rateLimits
        self.mcpControl = mcpControl
        self.detour = detour
        self.forceHTTPS = forceHTTPS
        self.strictEdge = strictEdge
        self.apps = apps
        self.allowProcesses = allowProcesses
        self.fixtures = fixtures
    }

    /// An emulator whose machines need no time at all.
    package static let instant = EmulatorSetup(profile: .instant)

    fileprivate var configuration: WindtunnelConfiguration {
        var configuration = WindtunnelConfiguration()
        configuration.storage = .memory
        configuration.seed = seed
        configuration.autostopAfter = autostopAfter
        configuration.apiHosts = apiHosts
        configuration.lenient = lenient
        configuration.rateLimits = rateLimits
        configuration.forceHTTPS = forceHTTPS
        configuration.strictEdge = strictEdge
        configuration.apps = apps
        configuration.allowProcesses = allowProcesses
        configuration.mcpControl = mcpControl
        configuration.fixtures = fixtures
        return configuration
    }
}

/// Runs `body` with an emulator of its own, made by the production code, in memory and without sockets. Databases and
/// the temporary folder are gone afterwards, whatever happens.
package func withEmulator<Result: Sendable>(
    _ setup: EmulatorSetup = EmulatorSetup(),
    _ body: @Sendable (TestEmulator) async throws -> Result
) async throws -> Result {
    try await withApplication(setup) { emulator, entrance, wall in
        try await Application(responder: entrance, logger: silent).test(.router) { client in
            try await body(TestEmulator(emulator, wall: wall, entrance: entrance, transport: InProcess(client: client)))
        }
    }
}

/// The same behind a listener on a free port, for what needs sockets: streams, and clients that leave.
package func withLiveEmulator<Result: Sendable>(
    _ setup: EmulatorSetup = EmulatorSetup(),
    _ body: @Sendable (TestEmulator, LiveClient) async throws -> Result
) async throws -> Result {
    try await withApplication(setup) { emulator, entrance, wall in
        try await Application(responder: entrance, logger: silent).test(.live) { client in
            try await LiveClient.with(port: client.port ?? 0) { live in
                let result = try await body(
                    TestEmulator(emulator, wall: wall, entrance: entrance, transport: live), live)
                // A listener closes when its connections have: end what a test has left open.
                emulator.endConnections()
                return result
            }
        }
    }
}

/// Tests read answers, not logs.
private let silent = Logger(label: "windtunnel.tests") { _ in SwiftLogNoOpLogHandler() }

private func withApplication<Result: Sendable>(
    _ setup: EmulatorSetup,
    _ body: @Sendable (Emulator, Entrance, ManualWall) async throws -> Result
) async throws -> Result {
    try await TemporaryFolder.with { folder in
        let wall = ManualWall()
        let authorization: Authorization =
            try setup.tokens.map { .strict(try TokenBook(document: $0), controlsNeedToken: setup.isRemote) }
            ?? .permissive
        let emulator = try Emulator(
            setup.configuration, profile: setup.profile, folder: folder, inMemory: true, socketFolder: folder + "/s",
            authorization: authorization, wall: wall.clock)
        do {
            let world = try await emulator.worlds.world(Worlds.defaultName)
            try await world.setClock { clock, now in clock.freeze(wall: now) }
            try await emulator.openDefaultWorld()
            let result = try await body(emulator, Entrance(emulator, detour: setup.detour), wall)
            await emulator.close()
            return result
        } catch {
            await emulator.close()
            throw error
        }
    }
}
