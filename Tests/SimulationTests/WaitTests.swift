import OrderedJSON
import Persistence
import Testing

@testable import MachineRules
@testable import Simulation

@Suite("Waiting for a machine")
struct WaitTests {
    /// Begins a wait and returns once the world holds it.
    private func held(
        _ world: World,
        _ wait: @escaping @Sendable () async throws -> WaitOutcome.Reached
    ) async -> Task<WaitOutcome.Reached, any Error> {
        let before = world.waits.count
        let task = Task { try await wait() }
        while world.waits.count == before { await Task.yield() }
        // The timer is set right after.
        while world.timers.next == nil { await Task.yield() }
        return task
    }

    @Test("A state that is reached already is answered at once")
    func answersAtOnce() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let machine = try await world.machine(id)
        let newest = try await world.eventRecords(id)[0].id
        let reached = try await world.wait(id)
        #expect(reached == .init(state: "started", eventID: newest, instanceID: machine.instanceID))
        #expect(world.waits.count == 0)
    }

    @Test("The commit that brings the state wakes the wait, and tells the event that did")
    func wakesByCommit() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine().machine.id
        let wait = await held(world) { try await world.wait(id) }
        _ = try await world.advance(.seconds(4))
        let reached = try await wait.value
        #expect(reached.state == "started")
        #expect(try await world.eventRecords(id)[0].id == reached.eventID)
        #expect(try await world.machine(id).instanceID == reached.instanceID)
        #expect(world.waits.count == 0)
        #expect(world.timers.next == nil, "nothing is left of the timeout")
    }

    @Test("A state that comes without an event of its own tells the machine's newest")
    func tellsNewestEvent() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine(skipLaunch: true).machine.id
        let wait = await held(world) { try await world.wait(id, ["stopped"]) }
        _ = try await world.advance(.seconds(2))
        #expect(try await wait.value.eventID == world.eventRecords(id)[0].id)
    }

    @Test("Machines that change in one transaction are told of with their own events")
    func keepsEventsApart() async throws {
        let emulated = try await Emulated()
        let world = emulated.world
        let first = try await world.makeMachine("one").machine.id
        _ = try await world.advance(.seconds(2))
        let second = try await world.makeMachine("two", skipLaunch: true).machine.id
        let waits = [
            await held(world) { try await world.wait(first, ["started"]) },
            await held(world) { try await world.wait(second, ["stopped"]) },
        ]
        // Both steps are due at the same moment; the alarm completes them together.
        try await world.setClock { clock, wall in clock.set(.noon + .seconds(4), wall: wall) }
        #expect(try await waits[0].value.eventID == world.eventRecords(first)[0].id)
        #expect(try await waits[1].value.eventID == world.eventRecords(second)[0].id)
    }

    @Test("One commit wakes all who wait for it, and nobody else")
    func wakesMany() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine("one").machine.id
        let other = try await world.makeMachine("two", skipLaunch: true).machine.id
        let patient = await held(world) { try await world.wait(other, ["started"], timeout: .seconds(50)) }
        let states = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await world.wait(id).state } }
            while world.waits.count < 101 { await Task.yield() }
            _ = try await world.advance(.seconds(4))
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(states == Array(repeating: "started", count: 100))
        #expect(world.waits.count == 1)
        _ = try await world.advance(.seconds(50))
        await #expect(throws: Refusal.self) { try await patient.value }
    }

    @Test("At the timeout, in the world's own time, the answer tells where the machine is")
    func timesOut() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine(skipLaunch: true).machine.id
        let wait = await held(world) { try await world.wait(id, ["started", "suspended"], timeout: .seconds(10)) }
        _ = try await world.advance(.milliseconds(9_999))
        #expect(world.waits.count == 1)
        _ = try await world.advance(.milliseconds(1))
        await #expect(
            throws: Refusal(
                .timeout,
                "deadline_exceeded: machine failed to reach desired state, started, suspended, currently stopped")
        ) { try await wait.value }
        #expect(world.waits.count == 0)
    }

    @Test("A machine that comes up at the very moment of the timeout counts as up")
    func prefersReached() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine().machine.id
        let wait = await held(world) { try await world.wait(id, timeout: .seconds(4)) }
        _ = try await world.advance(.seconds(60))
        #expect(try await wait.value.state == "started")
    }

    @Test(
        "Words name the states one can wait for",
        arguments: [
            (["started"], [MachineState.started]), (["stopped", "failed"], [.stopped, .failed]), ([], [.started]),
            (["settled"], [.started, .stopped, .suspended, .failed, .destroyed]), (["destroyed"], [.destroyed]),
        ] as [([String], Set<MachineState>)])
    func readsWords(words: [String], states: Set<MachineState>) throws {
        let condition = try WaitCondition(words)
        #expect(Set(MachineState.allCases.filter(condition.accepts)) == states)
    }

    @Test("Other words are refused", arguments: ["created", "starting", "Started", "", "running", "replaced"])
    func refusesWords(word: String) {
        #expect(throws: Refusal(.invalidArgument, "invalid_argument: invalid state: \(word)")) {
            try WaitCondition(["started", word])
        }
    }

    @Test("A machine, an app or a version that is not there is told at once")
    func refusesUnknown() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine().machine.id
        await #expect(throws: Refusal(.notFound, "machine not found")) { try await world.wait("nobody") }
        await #expect(throws: Refusal(.notFound, "machine version not found")) {
            try await world.wait(id, instanceID: "01ABC")
        }
        await #expect(throws: Refusal(.notFound, "app not found")) {
            try await world.machines.wait(
                id, in: "nobody",
                for: .init(
                    condition: WaitCondition([]), timeout: .seconds(1), instanceID: nil, fromEventID: nil))
        }
    }

    @Test("Who waits for another state of a machine that goes away is told it is gone, while it can still be read")
    func tellsGone() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine().machine.id
        let started = await held(world) { try await world.wait(id) }
        let destroyed = await held(world) { try await world.wait(id, ["destroyed"]) }
        try await world.machines.destroy(id, in: "demo", force: true, nonce: nil)
        _ = try await world.advanceUntilIdle()
        await #expect(throws: Refusal(.notFound, "machine not found")) { try await started.value }
        #expect(try await destroyed.value.state == "destroyed")
        #expect(try await world.state(id) == .destroyed)
        await #expect(throws: Refusal(.notFound, "machine not found")) { try await world.wait(id) }
        #expect(try await world.wait(id, ["destroyed"]).state == "destroyed")
        #expect(try await world.wait(id, ["settled"]).state == "destroyed")
    }

    @Test("Who waits for a machine whose app is deleted is told it is gone")
    func tellsGoneWithApp() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine().machine.id
        let wait = await held(world) { try await world.wait(id) }
        try await world.apps.delete("demo")
        await #expect(throws: Refusal(.notFound, "machine not found")) { try await wait.value }
    }

    @Test("Only events after the given one count")
    func followsEvents() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let seen = try await world.eventRecords(id)[0].id
        let earlier = try await world.eventRecords(id)[1].id
        #expect(try await world.wait(id, fromEventID: earlier).eventID == seen)
        let wait = await held(world) { try await world.wait(id, fromEventID: seen) }
        try await world.machines.restart(id, in: "demo", nonce: nil)
        _ = try await world.advanceUntilIdle()
        #expect(try await wait.value.eventID == world.eventRecords(id)[0].id)
    }

    @Test("A state without an event of its own counts as after the events before it")
    func followsSilentStates() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine(skipLaunch: true).machine.id
        let first = try await world.eventRecords(id)[1].id
        let wait = await held(world) { try await world.wait(id, ["stopped"], fromEventID: first) }
        _ = try await world.advance(.seconds(2))
        #expect(world.waits.count == 0)
        #expect(try await wait.value.state == "stopped")
    }

    @Test("A machine that is gone for good holds nobody who waits for more events")
    func followsNoEventsOfTheDead() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let old = try await world.machine(id).instanceID
        try await world.update(id)
        try await world.machines.destroy(id, in: "demo", force: true, nonce: nil)
        _ = try await world.advanceUntilIdle()
        let last = try await world.eventRecords(id)[0].id
        let wait = Task { try await world.wait(id, fromEventID: last) }
        let oldWait = Task { try await world.wait(id, ["started"], instanceID: old) }
        while world.timers.next != nil { _ = try await world.advance(.seconds(60)) }
        await #expect(throws: Refusal(.notFound, "machine not found")) { try await wait.value }
        await #expect(throws: Refusal(.notFound, "machine not found")) { try await oldWait.value }
    }

    @Test("The version that is wanted is the version that is answered")
    func followsVersion() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let old = try await world.machine(id).instanceID
        let new = try await world.update(id).machine.instanceID
        let wait = await held(world) { try await world.wait(id, instanceID: new) }
        _ = try await world.advanceUntilIdle()
        #expect(try await wait.value.instanceID == new)
        let replaced = try await world.wait(id, ["stopped"], instanceID: old)
        #expect(replaced.state == "replaced")
        #expect(replaced.instanceID == old)
    }

    @Test("A version that was replaced never starts again: the wait runs into its timeout")
    func timesOutOnReplaced() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let old = try await world.machine(id).instanceID
        try await world.update(id)
        let wait = await held(world) { try await world.wait(id, instanceID: old) }
        _ = try await world.advance(.seconds(60))
        let refusal = await #expect(throws: Refusal.self) { try await wait.value }
        #expect(refusal?.kind == .timeout)
    }

    @Test("Who waits for a version to rest learns that it was replaced meanwhile")
    func wakesOnReplacement() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let old = try await world.machine(id).instanceID
        let wait = await held(world) { try await world.wait(id, ["stopped"], instanceID: old) }
        try await world.update(id)
        _ = try await world.advance(.seconds(60))
        let reached = try await wait.value
        #expect(reached.state == "replaced")
        #expect(reached.instanceID == old)
    }

    @Test("A caller that leaves is forgotten")
    func forgetsCancelled() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine(skipLaunch: true).machine.id
        let wait = await held(world) { try await world.wait(id) }
        wait.cancel()
        await #expect(throws: CancellationError.self) { try await wait.value }
        #expect(world.waits.count == 0)
        #expect(world.timers.next == nil)
    }

    @Test("A reset ends every wait, and so does the emulator's end, in its own way")
    func endsAll() async throws {
        let emulated = try await Emulated()
        let world = emulated.world
        let id = try await world.makeMachine().machine.id
        let ended = await held(world) { try await world.wait(id) }
        emulated.worlds.endWaits()
        await #expect(throws: CancellationError.self) { try await ended.value }
        let reset = await held(world) { try await world.wait(id) }
        try await emulated.worlds.reset("default")
        await #expect(throws: Refusal(.notFound, "machine not found")) { try await reset.value }
        #expect(world.timers.next == nil)
    }
}
