import Foundation
import Guests
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

@testable import FlyEdge

@Suite("Idle machines of a world")
struct AutostopTests {
    /// 2026-08-01T12:00:00Z.
    private static let noon = Timestamp(milliseconds: 1_785_585_600_000)

    private func worlds(_ location: Worlds.Location = .memory(temporaryFolder: "/nonexistent")) -> Worlds {
        Worlds(
            location: location,
            rules: WorldRules(profile: .instant, speed: 1, seed: 1, exitAtBoot: { _ in nil }),
            wall: WallClock { Self.noon }
        )
    }

    private func edge(_ worlds: Worlds, idle: Duration = .seconds(300)) -> Edge {
        Edge(worlds: worlds, guests: GuestRegistry(), EdgeSettings(autostopAfter: idle)) {
            VisitID(request: "01", trace: "02", span: "03")
        }
    }

    private func world(_ worlds: Worlds) async throws -> World {
        let world = try await worlds.world("default")
        try await world.setClock { clock, wall in clock.freeze(wall: wall) }
        return world
    }

    private func makeApp(in world: World) async throws {
        _ = try await world.apps.create(
            .init(name: "demo", orgSlug: "personal", network: "default", idempotencyKey: nil))
    }

    private func makeMachine(
        in world: World,
        autostop: JSON = "stop",
        minimum: Int = 0,
        memory: Int = 256,
        cordoned: Bool = false
    ) async throws -> MachineID {
        let config = try MachineConfig(document: [
            "image": "nginx",
            "guest": ["cpu_kind": "shared", "cpus": 2, "memory_mb": .int(max(memory, 512))],
            "services": [
                [
                    "protocol": "tcp", "internal_port": 8080, "autostop": autostop, "autostart": true,
                    "min_machines_running": .int(minimum), "ports": [["port": 443, "handlers": ["tls", "http"]]],
                ]
            ],
        ])
        let id = try await world.machines.create(
            .init(
                name: nil, region: nil, config: config, skipLaunch: false, skipServiceRegistration: cordoned,
                currentVersion: nil, leaseTTL: nil, user: "dev", minSecretsVersion: nil),
            in: "demo"
        ) { $0.machine.id }
        _ = try await world.advanceUntilIdle()
        return id
    }

    private func state(_ id: MachineID, in world: World) async throws -> MachineState {
        try await world.machines.reading(id, in: "demo") { machine, _ in machine.state }
    }

    private func pass(_ seconds: Int, in world: World) async throws {
        _ = try await world.advance(to: world.now + .seconds(seconds))
    }

    @Test("A machine that nobody asks for is stopped by the proxy, and not before its time")
    func stops() async throws {
        let worlds = worlds()
        let edge = edge(worlds)
        let world = try await world(worlds)
        try await makeApp(in: world)
        let id = try await makeMachine(in: world)
        try await pass(299, in: world)
        #expect(try await state(id, in: world) == .started)
        try await pass(1, in: world)
        #expect(try await state(id, in: world) == .stopped)
        let events = try await world.machines.reading(id, in: "demo") { machine, database in
            try EventRecord.newest(2, of: machine.id, in: database).map { "\($0.type)/\($0.status)/\($0.source)" }
        }
        #expect(events == ["exit/stopped/flyd", "stop/stopping/proxy"])
        let log = try await world.logs.read(of: "demo", after: nil, LogRecord.Filter()).lines.map(\.line)
        let said = log.filter { $0.source == .proxy }.map(\.message)
        #expect(
            said.contains(
                "App demo has excess capacity, autostopping machine \(id). 0 out of 1 machines left running "
                    + "(region=iad, process group=app)"))
        withExtendedLifetime(edge) {}
    }

    @Test(
        "What it says of itself is done",
        arguments: [
            ("suspend", 512, MachineState.suspended), ("suspend", 4096, .stopped), (true, 512, .stopped),
            (false, 512, .started), ("off", 512, .started),
        ] as [(JSON, Int, MachineState)])
    func follows(autostop: JSON, memory: Int, rest: MachineState) async throws {
        let worlds = worlds()
        let edge = edge(worlds)
        let world = try await world(worlds)
        try await makeApp(in: world)
        let id = try await makeMachine(in: world, autostop: autostop, memory: memory)
        try await pass(1000, in: world)
        #expect(try await state(id, in: world) == rest)
        withExtendedLifetime(edge) {}
    }

    @Test("Several stop one after the other, down to the minimum")
    func stopsSeveral() async throws {
        let worlds = worlds()
        let edge = edge(worlds)
        let world = try await world(worlds)
        try await makeApp(in: world)
        var ids: [MachineID] = []
        for _ in 0..<3 { ids.append(try await makeMachine(in: world, minimum: 1)) }
        var running: [Int] = []
        for _ in 0..<4 {
            try await pass(300, in: world)
            var count = 0
            for id in ids where try await state(id, in: world) == .started { count += 1 }
            running.append(count)
        }
        #expect(running == [2, 1, 1, 1])
        withExtendedLifetime(edge) {}
    }

    @Test("A cordoned machine is left alone, and its time begins when it is back")
    func minds() async throws {
        let worlds = worlds()
        let edge = edge(worlds)
        let world = try await world(worlds)
        try await makeApp(in: world)
        let id = try await makeMachine(in: world, cordoned: true)
        try await pass(1000, in: world)
        #expect(try await state(id, in: world) == .started)
        try await world.machines.setCordoned(false, id, in: "demo", nonce: nil)
        try await pass(1000, in: world)
        #expect(try await state(id, in: world) == .stopped)
        withExtendedLifetime(edge) {}
    }

    @Test("A leased machine is left alone until the lease has ended")
    func respectsLease() async throws {
        let worlds = worlds()
        let edge = edge(worlds)
        let world = try await world(worlds)
        try await makeApp(in: world)
        let id = try await makeMachine(in: world)
        _ = try await world.leases.acquire(on: id, in: "demo", seconds: 400, description: "", owner: "dev", nonce: nil)
        try await pass(350, in: world)
        #expect(try await state(id, in: world) == .started)
        try await pass(300, in: world)
        #expect(try await state(id, in: world) == .stopped)
        withExtendedLifetime(edge) {}
    }

    @Test("A world that is opened again goes on looking after its machines")
    func goesOn() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/windtunnel-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = worlds(.folder(folder))
        let world = try await world(first)
        try await makeApp(in: world)
        let id = try await makeMachine(in: world)
        await first.close()

        let later = worlds(.folder(folder))
        let edge = edge(later)
        try await later.openAll()
        let again = try await later.world("default")
        try await pass(1000, in: again)
        #expect(try await state(id, in: again) == .stopped)
        await later.close()
        withExtendedLifetime(edge) {}
    }

    @Test("After a reset, a restore and a delete machines are looked after as before")
    func survivesReplacement() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/windtunnel-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let worlds = worlds(.memory(temporaryFolder: folder))
        let edge = edge(worlds)
        var world = try await world(worlds)
        try await makeApp(in: world)
        let id = try await makeMachine(in: world)
        try await worlds.snapshot("default", as: "one")
        try await worlds.reset("default")
        try await worlds.restore("default", from: "one")
        try await pass(1000, in: world)
        #expect(try await state(id, in: world) == .stopped)
        try await worlds.delete("default")
        world = try await self.world(worlds)
        try await makeApp(in: world)
        let next = try await makeMachine(in: world)
        try await pass(1000, in: world)
        #expect(try await state(next, in: world) == .stopped)
        withExtendedLifetime(edge) {}
    }

    @Test("Without any patience a machine with an open request does not hold up the clock", .timeLimit(.minutes(5)))
    func isPatientWithLoad() async throws {
        let worlds = worlds()
        let activity = Activity()
        let routes = AppRoutes(activity: activity)
        let autostop = Autostop(routes: routes, activity: activity, leaving: LeavingMachines(), idle: .zero)
        worlds.observe { world, changes in
            routes.follow(changes, in: world)
            autostop.follow(changes, in: world)
        }
        let world = try await world(worlds)
        try await makeApp(in: world)
        let id = try await makeMachine(in: world, minimum: 1)
        #expect(activity.counter(Activity.Key(id, in: world)).begin(at: world.now))
        try await pass(10, in: world)
        #expect(try await state(id, in: world) == .started)
    }
}
