import OrderedJSON
import Persistence
import Simulation
import Testing

@testable import MachineRules

@Suite("A process that ends in its world")
struct ExitTests {
    private static let failure = ExitStatus(exitCode: 1)
    private static let broken = BootFailure(failure, reason: "it is broken")

    @Test("A failure is restarted by the default policy, with the recorded events")
    func restarts() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        try await world.machines.exit(id, as: Self.failure)
        // The exit is due at once and may be over before the clock is moved.
        let fired = try await world.advanceUntilIdle().filter { $0.kind != "exit" }
        #expect(fired.map(\.kind) == ["retry", "boot"])
        #expect(fired.map(\.at) == [.noon + .seconds(5), .noon + .seconds(6)])
        #expect(
            try await world.events(id).dropFirst(3) == [
                "exit/stopped/flyd", "restart/starting/flyd", "start/started/flyd",
            ])
        #expect(try await world.machine(id).lifecycle.restartCount == 1)
    }

    @Test("A machine without a policy stays down, and one with auto_destroy goes")
    func staysDown() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted(["image": "nginx", "restart": ["policy": "no"]])
        try await world.machines.exit(id, as: Self.failure)
        _ = try await world.advanceUntilIdle()
        #expect(try await world.state(id) == .stopped)
        let other = try await world.makeStarted(
            ["image": "nginx", "restart": ["policy": "no"], "auto_destroy": true])
        try await world.machines.exit(other, as: .clean)
        _ = try await world.advanceUntilIdle()
        #expect(try await world.state(other) == .destroyed)
        #expect(
            try await world.events(other).dropFirst(3) == [
                "exit/stopped/flyd", "destroy/destroying/flyd", "destroy/destroyed/flyd",
            ])
    }

    @Test("A machine that does not run cannot exit, nor one that is not there")
    func refusesExit() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine().machine.id
        await #expect(throws: Refusal(.failedPrecondition, "failed_precondition: machine not running")) {
            try await world.machines.exit(id, as: Self.failure)
        }
        await #expect(throws: Refusal(.notFound, "machine not found")) {
            try await world.machines.exit("nobody", as: Self.failure)
        }
    }

    @Test("What cannot run exits right after every boot, until its retries are used up")
    func exitsAtBoot() async throws {
        let world = try await Emulated(exitAtBoot: { $0.image == "broken" ? Self.broken : nil }).world
        let config: JSON = ["image": "broken", "restart": ["policy": "on-failure", "max_retries": 2]]
        let id = try await world.makeMachine(nil, config).machine.id
        let fine = try await world.makeMachine().machine.id
        _ = try await world.advanceUntilIdle()
        #expect(try await world.state(fine) == .started)
        let machine = try await world.machine(id)
        #expect(machine.state == .stopped)
        #expect(machine.lifecycle.boots == 3)
        #expect(machine.lifecycle.restartCount == 2)
        #expect(try await world.events(id).count { $0 == "exit/stopped/flyd" } == 3)
        #expect(try await world.events(id).count { $0 == "start/started/flyd" } == 3)
    }

    @Test("A process that is restarted for ever makes a world that never rests, and the call says so")
    func neverRests() async throws {
        let world = try await Emulated(exitAtBoot: { _ in Self.broken }).world
        try await world.makeMachine(nil, ["image": "broken", "restart": ["policy": "always"]])
        await #expect(throws: ClockError.self) { try await world.advanceUntilIdle() }
    }

    @Test("A stop ends the loop of a crashing machine")
    func stopEndsLoop() async throws {
        let world = try await Emulated(exitAtBoot: { _ in Self.broken }).world
        let id = try await world.makeMachine(nil, ["image": "broken", "restart": ["policy": "always"]]).machine.id
        _ = try await world.advance(.seconds(4))
        #expect(try await world.state(id) == .stopped)
        try await world.machines.stop(id, in: "demo", by: .user, nonce: nil)
        #expect(try await world.advance(.seconds(100)).isEmpty)
        #expect(try await world.state(id) == .stopped)
    }
}
