import Guests
import MachineRules
import OrderedJSON
import Simulation
import Synchronization
import Testing

@testable import FlyEdge

@Suite("A request under way")
struct OpenRequestTests {
    private func world() async throws -> World {
        try await Worlds(
            location: .memory(temporaryFolder: "/nonexistent"),
            rules: WorldRules(profile: .instant, speed: 1, seed: 1, exitAtBoot: { _ in nil }),
            wall: WallClock { Timestamp(milliseconds: 0) }
        ).world("default")
    }

    private func open(
        _ machine: AppRoute.Machine,
        limited: Bool = true,
        in world: World,
        ended: @escaping @Sendable () -> Void = {}
    ) throws -> OpenRequest? {
        let door = try #require(machine.door(443))
        return OpenRequest(to: machine, by: door, on: nil, limited: limited, in: world, ended: ended)
    }

    @Test("It is load from its begin to its end, counted once")
    func counts() async throws {
        let world = try await world()
        let machine = Member("d0", .started).machine
        let ends = Mutex(0)
        let count: @Sendable () -> Void = { ends.withLock { $0 += 1 } }
        let first = try #require(try open(machine, in: world, ended: count))
        let second = try #require(try open(machine, in: world, ended: count))
        #expect(machine.load.open(.requests) == 2)
        first.end()
        first.end()
        #expect(machine.load.open(.requests) == 1)
        second.end()
        #expect(machine.load.open(.requests) == 0)
        withExtendedLifetime((first, second)) {}
        #expect(machine.load.open(.requests) == 0)
        #expect(ends.withLock { $0 } == 2)
    }

    @Test("One that nobody answers any more is no load")
    func forgets() async throws {
        let world = try await world()
        let machine = Member("d0", .started).machine
        _ = try open(machine, in: world)
        #expect(machine.load.open(.requests) == 0)
    }

    @Test("Beyond the hard limit there is none, but for those who waited for the start")
    func respectsLimit() async throws {
        let world = try await world()
        let machine = Member("d0", .started, load: 2, hard: 2).machine
        #expect(try open(machine, in: world) == nil)
        #expect(machine.load.open(.requests) == 2)
        let waited = try open(machine, limited: false, in: world)
        #expect(machine.load.open(.requests) == 3)
        withExtendedLifetime(waited) {}
    }
}

@Suite("What a machine has under way")
struct LoadCounterTests {
    private let now = Timestamp(milliseconds: 0)
    /// Objects whose identities stand for connections.
    private final class Connection {}

    @Test("Requests of one connection are one connection, and as many requests")
    func countsBothWays() {
        let counter = LoadCounter()
        let (first, second) = (Connection(), Connection())
        let connections = [first, first, first, second].map(ObjectIdentifier.init)
        for connection in connections { #expect(counter.begin(on: connection, at: now)) }
        #expect(counter.begin(at: now))
        #expect(counter.open(.requests) == 5)
        #expect(counter.open(.connections) == 3)
        for connection in connections { counter.end(on: connection, at: now) }
        #expect(counter.open(.requests) == 1)
        #expect(counter.open(.connections) == 1)
        withExtendedLifetime((first, second)) {}
    }

    @Test("A connection that is in is not refused its next request where connections count")
    func letsCompanionsIn() {
        let connection = Connection()
        let id = ObjectIdentifier(connection)
        for (unit, isIn) in [(Service.Concurrency.Unit.connections, true), (.requests, false)] {
            let counter = LoadCounter()
            #expect(counter.begin(on: id, at: now, counting: unit, upTo: 1))
            #expect(counter.begin(on: id, at: now, counting: unit, upTo: 1) == isIn)
            #expect(counter.begin(at: now, counting: unit, upTo: 1) == false)
        }
        withExtendedLifetime(connection) {}
    }
}
