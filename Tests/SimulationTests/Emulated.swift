import Foundation
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Synchronization

/// The test library has a type of this name too.
typealias ExitStatus = MachineRules.ExitStatus

extension Timestamp {
    /// 2026-08-01T12:00:00Z.
    static let noon = Timestamp(milliseconds: 1_785_585_600_000)
}

/// A clock that moves when a test moves it.
final class HandClock: Sendable {
    private let time = Mutex(Timestamp.noon)

    var wall: WallClock { WallClock { self.now } }

    var now: Timestamp {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}

/// What happened, in order.
final class Seen: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}

/// Runs `body` with the path of an empty folder that goes away afterwards, whatever happens.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/windtunnel-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

extension Profile {
    /// Every step takes a time of its own, exactly.
    static var exact: Profile {
        get throws {
            try Profile(
                name: "exact",
                document: [
                    "delays": [
                        "prepare": "2s", "launch": "4s", "boot": "1s", "resume": "300ms", "stop": "900ms",
                        "discard": "200ms", "suspend": "2s", "halt": "800ms", "replace": "3s", "retry": "1s",
                        "expire": "500ms", "destroy": "1s",
                    ]
                ]
            )
        }
    }
}

extension WorldRules {
    /// Rules for tests: exact delays, a fixed seed.
    static func exact(
        seed: UInt64 = 1,
        exitAtBoot: @escaping @Sendable (MachineConfig) -> BootFailure? = { _ in nil }
    ) throws -> WorldRules {
        WorldRules(profile: try .exact, speed: 1, seed: seed, exitAtBoot: exitAtBoot)
    }
}

/// A frozen world with the app `demo` in it, and short ways to ask it.
struct Emulated: Sendable {
    static let app: AppName = "demo"

    let worlds: Worlds
    let world: World
    let wall: HandClock

    /// - Parameter folder: where worlds are kept; in memory when nil.
    init(
        folder: String? = nil,
        seed: UInt64 = 1,
        exitAtBoot: @escaping @Sendable (MachineConfig) -> BootFailure? = { _ in nil }
    ) async throws {
        let wall = HandClock()
        let worlds = Worlds(
            location: folder.map { .folder($0) } ?? .memory(temporaryFolder: "/nonexistent"),
            rules: try .exact(seed: seed, exitAtBoot: exitAtBoot), wall: wall.wall
        )
        try await self.init(worlds: worlds, wall: wall)
    }

    init(worlds: Worlds, wall: HandClock) async throws {
        self.worlds = worlds
        self.wall = wall
        world = try await worlds.frozen(Worlds.defaultName)
        try await world.makeApp(Self.app)
    }
}

extension Worlds {
    /// The world of this name, its clock standing still at noon.
    nonisolated func frozen(_ name: String) async throws -> World {
        let world = try await world(name)
        try await world.setClock { clock, wall in clock.freeze(wall: wall) }
        return world
    }
}

extension World {
    func makeApp(_ name: AppName) async throws {
        _ = try await apps.create(
            AppsService.Draft(name: name.rawValue, orgSlug: "personal", network: "default", idempotencyKey: nil))
    }

    /// Makes a machine and gives its id.
    @discardableResult
    func makeMachine(
        _ name: String? = nil,
        in app: AppName = Emulated.app,
        region: String? = nil,
        _ config: JSON = ["image": "nginx"],
        skipLaunch: Bool = false,
        leaseTTL: Int? = nil
    ) async throws -> MachineView {
        try await machines.create(
            .draft(name, region: region, config, skipLaunch: skipLaunch, leaseTTL: leaseTTL), in: app
        ) { $0 }
    }

    /// Makes a machine and lets it come up.
    func makeStarted(_ config: JSON = ["image": "nginx"]) async throws -> MachineID {
        let machine = try await makeMachine(nil, config).machine.id
        _ = try await advance(to: now + .seconds(4))
        return machine
    }

    @discardableResult
    func update(
        _ id: MachineID,
        _ config: JSON = ["image": "nginx"],
        skipLaunch: Bool = false,
        currentVersion: String? = nil,
        nonce: String? = nil
    ) async throws -> MachineView {
        try await machines.update(
            id, in: Emulated.app,
            to: .draft(nil, region: nil, config, skipLaunch: skipLaunch, currentVersion: currentVersion),
            nonce: nonce
        ) { $0 }
    }

    func machine(_ id: MachineID, in app: AppName = Emulated.app) async throws -> MachineRecord {
        try await machines.reading(id, in: app) { machine, _ in machine }
    }

    func state(_ id: MachineID) async throws -> MachineState { try await machine(id).state }

    /// The events of a machine, `type/status/source` each, oldest first.
    func events(_ id: MachineID) async throws -> [String] {
        try await eventRecords(id).reversed().map { "\($0.type)/\($0.status)/\($0.source)" }
    }

    /// The events of a machine, newest first.
    func eventRecords(_ id: MachineID) async throws -> [EventRecord] {
        try await machines.reading(id, in: Emulated.app) { machine, database in
            try EventRecord.newest(100, of: machine.id, in: database)
        }
    }

    func makeVolume(
        _ name: String = "data", region: String? = nil, in app: AppName = Emulated.app
    ) async throws -> VolumeID {
        var body: JSONObject = ["name": .string(name), "size_gb": 1]
        if let region { body["region"] = .string(region) }
        return try await volumes.create(VolumeRules.spec(.object(body)), in: app).id
    }

    func volume(_ id: VolumeID) async throws -> VolumeRecord { try await volumes.volume(id, in: Emulated.app) }

    func advance(_ duration: Duration) async throws -> [FiredStep] { try await advance(to: now + duration) }

    /// Waits as a `wait` call does.
    func wait(
        _ id: MachineID,
        _ words: [String] = ["started"],
        timeout: Duration = .seconds(60),
        instanceID: String? = nil,
        fromEventID: String? = nil
    ) async throws -> WaitOutcome.Reached {
        try await machines.wait(
            id, in: Emulated.app,
            for: MachinesService.WaitRequest(
                condition: try WaitCondition(words), timeout: timeout, instanceID: instanceID,
                fromEventID: fromEventID
            )
        )
    }
}

extension MachinesService.Draft {
    static func draft(
        _ name: String? = nil,
        region: String? = nil,
        _ config: JSON = ["image": "nginx"],
        skipLaunch: Bool = false,
        currentVersion: String? = nil,
        leaseTTL: Int? = nil
    ) throws -> MachinesService.Draft {
        MachinesService.Draft(
            name: name, region: region, config: try MachineConfig(document: config), skipLaunch: skipLaunch,
            skipServiceRegistration: false, currentVersion: currentVersion, leaseTTL: leaseTTL,
            user: "dev@windtunnel.local", minSecretsVersion: nil
        )
    }
}
