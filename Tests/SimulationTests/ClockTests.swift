import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

@testable import Simulation

@Suite("A world's clock")
struct ClockTests {
    private func clock(speed: Double = 1, frozen: Bool = false) -> WorldClock {
        WorldClock(.init(isFrozen: frozen, speed: speed, worldAnchor: .noon, wallAnchor: Timestamp(milliseconds: 0)))
    }

    @Test(
        "World time runs at the clock's speed",
        arguments: [
            (1.0, 1000, 1000), (2, 1000, 2000), (0.5, 1001, 500), (60, 1000, 60_000), (1_000_000, 1, 1_000_000),
        ])
    func runs(speed: Double, wall: Int64, world: Int64) {
        let time = clock(speed: speed).now(wall: Timestamp(milliseconds: wall))
        #expect(time.milliseconds - Timestamp.noon.milliseconds == world)
    }

    @Test(
        "The wall's share of a delay never ends early",
        arguments: [
            (1.0, 1500, 1500), (2, 1500, 750), (2, 1, 1), (0.5, 1000, 2000), (60, 1000, 17), (1, 0, 0), (1, -5, 0),
        ]
            as [(Double, Int, Int)])
    func delays(speed: Double, world: Int, wall: Int) {
        let clock = clock(speed: speed)
        let due = Timestamp.noon + .milliseconds(world)
        let delay = clock.wallDelay(until: due, wall: Timestamp(milliseconds: 0))
        #expect(delay == .milliseconds(wall))
        #expect(clock.now(wall: Timestamp(milliseconds: Int64(wall))) >= due || world < 0)
    }

    @Test("A frozen clock stands still and nothing falls due by itself")
    func freezes() {
        var clock = clock(speed: 3)
        clock.freeze(wall: Timestamp(milliseconds: 1000))
        #expect(clock.now(wall: Timestamp(milliseconds: 99_000)) == .noon + .seconds(3))
        #expect(clock.wallDelay(until: .noon + .seconds(9), wall: Timestamp(milliseconds: 2000)) == nil)
        clock.run(wall: Timestamp(milliseconds: 99_000))
        #expect(clock.now(wall: Timestamp(milliseconds: 100_000)) == .noon + .seconds(6), "as fast as before")
    }

    @Test("A change of speed is no jump")
    func changesSpeed() {
        var clock = clock()
        clock.setSpeed(10, wall: Timestamp(milliseconds: 5000))
        #expect(clock.now(wall: Timestamp(milliseconds: 5000)) == .noon + .seconds(5))
        #expect(clock.now(wall: Timestamp(milliseconds: 6000)) == .noon + .seconds(15))
    }

    @Test("A clock that was set goes on from there")
    func sets() {
        var clock = clock(speed: 2)
        clock.set(.noon + .seconds(3600), wall: Timestamp(milliseconds: 1000))
        #expect(clock.now(wall: Timestamp(milliseconds: 2000)) == .noon + .seconds(3602))
    }

    @Test("A world's time follows the wall, at its speed")
    func followsWall() async throws {
        let emulated = try await Emulated()
        try await emulated.world.setClock { clock, wall in
            clock.setSpeed(4, wall: wall)
            clock.run(wall: wall)
        }
        emulated.wall.now += .seconds(2)
        #expect(emulated.world.now == .noon + .seconds(8))
    }

    @Test("Steps are completed each at its own time, in order")
    func completesInOrder() async throws {
        let world = try await Emulated().world
        let first = try await world.makeMachine("one").machine.id
        _ = try await world.advance(.seconds(1))
        let second = try await world.makeMachine("two", skipLaunch: true).machine.id
        let fired = try await world.advance(.seconds(100))
        #expect(fired.map(\.machine) == [second, first])
        #expect(fired.map(\.at) == [.noon + .seconds(3), .noon + .seconds(4)])
        #expect(world.now == .noon + .seconds(101))
    }

    @Test("Time goes one way")
    func refusesBackwards() async throws {
        let world = try await Emulated().world
        await #expect(throws: ClockError.backwards(now: .noon)) {
            try await world.advance(to: .noon + .milliseconds(-1))
        }
        #expect(try await world.advance(to: .noon).isEmpty)
        #expect(world.now == .noon)
    }

    @Test("An idle world is idle: no time passes")
    func staysIdle() async throws {
        let world = try await Emulated().world
        #expect(try await world.advanceUntilIdle().isEmpty)
        #expect(world.now == .noon)
    }

    @Test("Timers run on the way, each at its own time, cancelled ones not at all")
    func runsTimers() async throws {
        let world = try await Emulated().world
        let seen = Seen()
        let log: @Sendable (String) -> @Sendable () async -> Void = { name in
            { seen.add("\(name) \(world.now - .noon)") }
        }
        _ = world.schedule(at: .noon + .seconds(5), log("five"))
        let never = world.schedule(at: .noon + .seconds(2), log("never"))
        _ = world.schedule(at: .noon + .seconds(3), log("three"))
        _ = world.schedule(at: .noon + .seconds(3), log("also three"))
        _ = world.schedule(at: .noon + .seconds(4)) {
            _ = world.schedule(at: .noon + .milliseconds(4500), log("nested"))
        }
        world.cancel(never)
        _ = try await world.advance(.seconds(4))
        #expect(seen.all == ["three 3.0 seconds", "also three 3.0 seconds"])
        _ = try await world.advance(.seconds(10))
        #expect(seen.all.dropFirst(2) == ["nested 4.5 seconds", "five 5.0 seconds"])
    }

    @Test("Stepped, only the control moves machines, whatever the time")
    func steps() async throws {
        let world = try await Emulated().world
        try await world.setClock(stepping: .stepped) { _, _ in }
        let first = try await world.makeMachine("one").machine.id
        let second = try await world.makeMachine("two", skipLaunch: true).machine.id
        #expect(try await world.advance(.seconds(100)).isEmpty)
        #expect(try await world.state(first) == .created)
        #expect(world.now == .noon + .seconds(100))
        #expect(try await world.step().map(\.machine) == [second])
        #expect(try await world.step().map(\.machine) == [first])
        #expect(try await world.step().isEmpty)
        #expect(world.now == .noon + .seconds(100))
        #expect(try await world.state(first) == .started)
    }

    @Test("Back from stepped, what is overdue happens")
    func stepsNoMore() async throws {
        let world = try await Emulated().world
        try await world.setClock(stepping: .stepped) { _, _ in }
        let id = try await world.makeMachine().machine.id
        _ = try await world.advance(.seconds(100))
        let wait = Task { try await world.wait(id) }
        try await world.setClock(stepping: .auto) { _, _ in }
        #expect(try await wait.value.state == "started")
    }

    @Test("Immediate, every step is due at once, and still leaves its events")
    func isImmediate() async throws {
        let world = try await Emulated().world
        try await world.setClock(stepping: .immediate) { _, _ in }
        let id = try await world.makeMachine().machine.id
        #expect(try await world.wait(id).state == "started")
        #expect(world.now == .noon)
        #expect(try await world.events(id) == ["launch/pending/flyd", "launch/created/user", "start/started/flyd"])
    }

    @Test("Clock and stepping are kept")
    func keeps() async throws {
        try await withTemporaryFolder { folder in
            let wall = HandClock()
            let first = Worlds(location: .folder(folder), rules: try .exact(), wall: wall.wall)
            try await first.world("blue").setClock(stepping: .stepped) { clock, wall in
                clock.setSpeed(7, wall: wall)
                clock.set(.noon + .seconds(50), wall: wall)
            }
            await first.close()
            wall.now += .seconds(1)
            let again = try await Worlds(location: .folder(folder), rules: try .exact(), wall: wall.wall).world("blue")
            #expect(again.stepping == .stepped)
            #expect(again.clock.speed == 7)
            #expect(again.now == .noon + .seconds(57))
        }
    }

    @Test("A machine that starts again for ever takes a second for each time, even where nobody waits")
    func restartsTakeTime() async throws {
        let wall = HandClock()
        let rules = WorldRules(profile: .instant, speed: 1, seed: 1, exitAtBoot: { _ in BootFailure(reason: "") })
        let worlds = Worlds(location: .memory(temporaryFolder: "/nonexistent"), rules: rules, wall: wall.wall)
        let world = try await worlds.frozen("default")
        try await world.setClock(stepping: .immediate) { _, _ in }
        try await world.makeApp("demo")
        try await world.makeMachine(nil, ["image": "broken", "restart": ["policy": "always"]])
        let fired = try await world.advance(.seconds(10))
        #expect(fired.count { $0.kind == "retry" } == 10)
        await #expect(throws: ClockError.self) { try await world.advanceUntilIdle() }
    }
}
