import FixtureServing
import FlyAPI
import FlyEdge
import FoundationEssentials
import Guests
public import Logging
import MachineRules
import NIOCore
import ServiceLifecycle
import Simulation
import Synchronization

/// Runs an emulator for the duration of `body`, then tears all of it down whatever happens.
/// - Throws: ``StartupFailure`` before `body` runs; afterwards what `body` throws, and ``RecordingStopped``.
public func withWindtunnel<Result: Sendable>(
    _ configuration: WindtunnelConfiguration,
    logger: Logger,
    _ body: @Sendable (RunningWindtunnel) async throws -> Result
) async throws -> Result {
    try await run(configuration, logger: logger, body)
}

/// What `windtunnel serve` does: runs until SIGTERM or SIGINT, ends held requests, and returns.
/// - Parameter onReady: called once all listeners accept.
/// - Throws: ``StartupFailure``, ``RecordingStopped``.
public func serveWindtunnel(
    _ configuration: WindtunnelConfiguration,
    logger: Logger,
    onReady: @Sendable (RunningWindtunnel) -> Void
) async throws {
    let signals = try Signals()
    try await run(configuration, logger: logger) { running in
        onReady(running)
        await signals.untilSignal()
    }
}

private func run<Result: Sendable>(
    _ configuration: WindtunnelConfiguration,
    logger: Logger,
    _ body: (RunningWindtunnel) async throws -> Result
) async throws -> Result {
    try configuration.check()
    let authorization = try configuration.readTokens()
    let profile = try Profile.named(configuration.profile)
    let inMemory = configuration.isInMemory
    let folder = try configuration.takeFolder()
    let authority = try configuration.authority(in: folder.path)
    let ledger = inMemory ? nil : folder.processLedger
    // Left behind by an emulator that was killed, on this folder, which is nobody else's now.
    if let ledger { await OrphanWatch.reap(ledger: ledger) }
    let emulator = try Emulator(
        configuration, profile: profile, folder: folder.worlds, inMemory: inMemory, socketFolder: folder.sockets,
        ledger: ledger, authorization: authorization, wall: .system, logger: logger
    )
    let result: Result
    do {
        try await emulator.openDefaultWorld()
        let server = Server(
            configuration: configuration, emulator: emulator, authority: authority, logger: logger
        )
        result = try await server.run { running in
            let files = ([configuration.portFile] + (inMemory ? [] : [folder.portFile]))
                .compactMap { $0 }.map(PortFile.init(path:))
            for file in files { try file.write(running) }
            defer { for file in files { file.remove() } }
            return try await body(running)
        }
    } catch {
        await emulator.close()
        throw error
    }
    await emulator.close()
    if let stop = emulator.fixtures?.stop { throw RecordingStopped(description: stop) }
    return result
}

extension WindtunnelConfiguration {
    fileprivate var isInMemory: Bool {
        if case .memory = storage { true } else { false }
    }

    fileprivate func check() throws(StartupFailure) {
        guard isLoopback || allowRemote || authorization != .permissive else {
            throw StartupFailure(
                "\(host) can be reached by others, who could do anything here; check their tokens with --auth strict, "
                    + "or add --allow-remote if that is meant"
            )
        }
        guard speed > 0, speed.isFinite else { throw StartupFailure("--speed is a number above 0") }
    }

    private var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// The controls are the developer's own only where nobody else can reach them.
    fileprivate func readTokens() throws(StartupFailure) -> FlyAPI.Authorization {
        switch authorization {
        case .permissive: return .permissive
        case .strict(let path):
            do {
                return .strict(try TokensFile.read(path), controlsNeedToken: !isLoopback)
            } catch {
                throw StartupFailure("\(error)")
            }
        }
    }

    fileprivate func takeFolder() throws(StartupFailure) -> DataFolder {
        switch storage {
        case .memory: try DataFolder.makeTemporary(in: ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")
        case .folder(let path): try DataFolder.take(path)
        }
    }

    fileprivate func authority(in folder: String) throws(StartupFailure) -> LocalAuthority {
        do {
            return try LocalAuthority.open(folder: folder, now: WallClock.system.now().seconds)
        } catch {
            throw StartupFailure("\(error)")
        }
    }
}
