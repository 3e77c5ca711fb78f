import ControlAPI
import FixtureServing
package import FlyAPI
import FlyEdge
import FoundationEssentials
import Guests
import HTTPTypes
package import Hummingbird
package import Logging
package import MachineRules
import OrderedJSON
import Persistence
package import Simulation
import Synchronization

/// The emulator without its sockets: worlds, edge, routes. What serves and what tests are built of.
package struct Emulator: Sendable {
    package let worlds: Worlds
    let edge: Edge
    let guests: GuestRegistry
    /// What runs processes of machines, nil where that is not allowed.
    let processes: ProcessHost?
    /// What answers in the emulator's place, nil where it answers itself.
    let fixtures: FixtureServer?
    let dispatcher: HostDispatcher
    let sockets: MachineSockets
    private let mcp: ControlMCP
    private let ready: ReadyFlag
    private let upstreams: UpstreamApps

    /// - Parameters:
    ///   - folder: of the worlds; a temporary one when `inMemory`.
    ///   - socketFolder: of the machines' unix sockets; made on first use.
    ///   - ledger: where it is noted that processes of machines may be left behind; nil where nothing outlives this one.
    ///   - authorization: whose requests are taken.
    ///   - wall: the time of day, real or a test's.
    /// - Throws: ``StartupFailure`` for apps that cannot be, and for a recording that cannot be used.
    package init(
        _ configuration: WindtunnelConfiguration,
        profile: Profile,
        folder: String,
        inMemory: Bool,
        socketFolder: String,
        ledger: String? = nil,
        authorization: Authorization = .permissive,
        wall: WallClock = .system,
        logger: Logger = Logger(label: "windtunnel") { _ in SwiftLogNoOpLogHandler() }
    ) throws(StartupFailure) {
        upstreams = try UpstreamApps(configuration.apps)
        let seed = configuration.seed ?? UInt64.random(in: 0...(.max))
        logger.info("Randomness begins at a seed; --seed repeats it", metadata: ["seed": "\(seed)"])
        let allowsProcesses = configuration.allowProcesses
        let rules = WorldRules(
            profile: profile, speed: configuration.speed, seed: seed, logger: logger,
            runsProcess: { allowsProcesses && GuestChoice.runsProcess($0) },
            exitAtBoot: { GuestChoice.exitAtBoot($0, allowsProcesses: allowsProcesses) }
        )
        worlds = Worlds(
            location: inMemory ? .memory(temporaryFolder: folder) : .folder(folder), rules: rules, wall: wall
        )
        processes =
            allowsProcesses
            ? ProcessHost(
                ledger: ledger, searchPath: ProcessInfo.processInfo.environment["PATH"], wall: wall, logger: logger)
            : nil
        if let processes { worlds.observe { processes.follow($1, in: $0) } }
        fixtures = try Self.fixtures(configuration, worlds, wall, logger)
        guests = GuestRegistry(upstreams: upstreams.addresses, processes: processes)
        let ids = RequestIDs(seed: seed, now: wall.now)
        let settings = EdgeSettings(
            autostopAfter: configuration.autostopAfter, isStrict: configuration.strictEdge, seed: seed
        )
        edge = Edge(worlds: worlds, guests: guests, settings) {
            let ids = ids.next()
            return VisitID(request: ids.request, trace: ids.trace, span: ids.span)
        }
        edge.securePort.set(configuration.tlsPort)
        ready = ReadyFlag()
        let limiter = RateLimiter(mode: configuration.rateLimits.mode)
        limiter.follow(worlds)
        let gate = Gate(authorization: authorization, limiter: limiter)
        let sockets = MachineSocketFinder()
        mcp = ControlMCP(allowsChanges: configuration.mcpControl == .write, ids: ids, wall: wall)
        let api = Self.router(worlds, ids, ready, gate, sockets, processes, mcp, fixtures, configuration)
            .buildResponder()
        self.sockets = MachineSockets(api: api, folder: socketFolder, logger: logger)
        self.sockets.follow(worlds)
        sockets.find = { [sockets = self.sockets] in await sockets.path(of: $0) }
        dispatcher = HostDispatcher(
            names: HostNames(extra: configuration.apiHosts), api: api, edge: edge, ids: ids,
            door: configuration.forceHTTPS ? .http : .https, fixtures: fixtures
        )
    }

    /// The same answers behind TLS.
    var secureDispatcher: HostDispatcher { dispatcher.behind(.https) }

    /// Tells where https is served, once that is known: redirects lead there.
    func servesHTTPS(at port: Int) { edge.securePort.set(port) }

    /// The whole of it as a responder, for tests in process.
    package var responder: some HTTPResponder<FlyRequestContext> { dispatcher }

    /// Requests that the edge has under way to a machine.
    package func load(of machine: MachineID, in world: World) -> Int { edge.load(of: machine, in: world) }

    /// Requests that wait at the edge because all their machines are at their hard limits.
    package var waitingForRoom: Int { edge.waitingForRoom }

    /// Opens the default world, which every start needs, with the apps every start has, and says at once if its database
    /// cannot be used.
    package func openDefaultWorld() async throws {
        do {
            try await upstreams.make(in: worlds.world(Worlds.defaultName))
        } catch let error as NewerDatabase {
            throw StartupFailure("\(error); use that version, or another folder with --data")
        }
    }

    /// Opens the worlds on disk, so that what was pending goes on; `ready` answers 200 afterwards.
    package func openAllWorlds() async throws {
        try await worlds.openAll()
        ready.set()
    }

    /// Ends what is held: waits, streams.
    package func endConnections() {
        worlds.endWaits()
        guests.endAll()
        mcp.end()
        fixtures?.end()
    }

    /// Ends the processes of machines, and closes the recording, the machines' sockets and the worlds.
    package func close() async {
        await fixtures?.close()
        await processes?.end()
        await sockets.closeAll()
        await worlds.close()
    }

    private static func fixtures(
        _ configuration: WindtunnelConfiguration, _ worlds: Worlds, _ wall: WallClock, _ logger: Logger
    ) throws(StartupFailure) -> FixtureServer? {
        guard let settings = configuration.fixtures else { return nil }
        let surroundings = FixtureServer.Surroundings(
            wall: wall, version: windtunnelVersion,
            authorities: ProcessInfo.processInfo.environment["SSL_CERT_FILE"], logger: logger
        ) { headers in
            try await worlds.world(WorldSelection.worldName(in: headers))
        } worldNamed: { name in
            try await worlds.world(name)
        }
        do {
            let fixtures = try FixtureServer(settings, surroundings)
            worlds.observe { [weak fixtures] world, changes in
                if changes.isWhole { fixtures?.rewind(world: world.name) }
            }
            return fixtures
        } catch {
            throw StartupFailure(error.description)
        }
    }

    private static func router(
        _ worlds: Worlds,
        _ ids: RequestIDs,
        _ ready: ReadyFlag,
        _ gate: Gate,
        _ sockets: MachineSocketFinder,
        _ processes: ProcessHost?,
        _ mcp: ControlMCP,
        _ fixtures: FixtureServer?,
        _ configuration: WindtunnelConfiguration
    ) -> Router<FlyRequestContext> {
        var table = RouteTable()
        FlyRoutes.add(to: &table, authorization: gate.authorization, processes: processes)
        ControlRoutes.add(
            to: &table, worlds: worlds, limiter: gate.limiter, sockets: sockets, mcp: mcp, fixtures: fixtures,
            version: windtunnelVersion, isReady: Readiness { ready.isSet })
        let router = Router(context: FlyRequestContext.self)
        router.add(
            middleware: FlyMiddleware(
                worlds: worlds, ids: ids, authorization: gate.authorization, worldless: ControlRoutes.worldless,
                objections: configuration.lenient ? .lenient : .refused
            )
        )
        table.register(on: router, behind: gate)
        return router
    }
}

/// Set once.
private final class ReadyFlag: Sendable {
    private let flag = Mutex(false)

    var isSet: Bool { flag.withLock { $0 } }

    func set() { flag.withLock { $0 = true } }
}

extension WindtunnelConfiguration.RateLimits {
    fileprivate var mode: RateLimiter.Mode {
        switch self {
        case .off: .off
        case .shadow: .shadow
        case .enforce: .enforce
        }
    }
}

extension Profile {
    /// The profile of a name or a file.
    /// - Throws: ``StartupFailure`` for a file that cannot be read or is no profile.
    static func named(_ name: String) throws(StartupFailure) -> Profile {
        switch name {
        case "instant": return .instant
        case "realistic": return .realistic
        default:
            guard let data = FileManager.default.contents(atPath: name) else {
                throw StartupFailure("the profile \(name) is neither instant, realistic nor a file that can be read")
            }
            do {
                return try Profile(name: name, document: JSON(parsing: data))
            } catch {
                throw StartupFailure("the profile \(name) is not right: \(error)")
            }
        }
    }
}
