import MachineRules
import OrderedJSON
import Synchronization
import Testing
import Windtunnel
import WindtunnelTestSupport

@testable import Simulation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite(.timeLimit(.minutes(5))) struct Waiting {
    /// Begins a wait and goes on once it is held.
    private static func held(
        _ machine: TestMachine,
        _ query: String,
        then act: @Sendable () async throws -> Void
    ) async throws -> Answer {
        let emulator = machine.app.emulator
        async let answer = emulator.get("\(machine.path)/wait?\(query)")
        let world = try await emulator.world
        try await emulator.until("the wait is held, its timeout too") { world.timers.next != nil }
        try await act()
        return try await answer
    }

    @Test func `a wait for what is already so answers at once`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.get(machine.path + "/wait?state=started&timeout=60")
            #expect(answer.code == 200)
            let newest = try await machine.document["events"]?[0]?["id"]
            let version = try await machine.instanceID
            #expect(
                try answer.json
                    == ["ok": true, "state": "started", "event_id": newest ?? .null, "version": .string(version)])
        }
    }

    @Test func `a wait is answered by the step that brings the state`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let answer = try await Self.held(machine, "timeout=60") { try await emulator.step() }
            #expect(answer.code == 200)
            #expect(try answer.json["state"] == "started")
        }
    }

    @Test(arguments: ["state=stopped&state=suspended", "state=stopped,suspended", "state=settled"])
    func `several states are waited for at once`(query: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            _ = try await machine.post("suspend")
            let answer = try await Self.held(machine, query) { try await emulator.settle() }
            #expect(try answer.json["state"] == "suspended")
        }
    }

    @Test func `a wait ends at its timeout, in the world's time`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let answer = try await Self.held(machine, "state=started&timeout=7") {
                try await emulator.advance(by: "6.9s")
                #expect(emulator.requestsUnderWay == 1)
                try await emulator.advance(by: "100ms")
            }
            #expect(answer.code == 408)
            #expect(
                answer.error
                    == "deadline_exceeded: machine failed to reach desired state, started, currently stopped")
        }
    }

    @Test func `waiting for another state of a machine that goes away answers 404`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let answer = try await Self.held(machine, "state=started") {
                _ = try await machine.destroy()
                try await emulator.settle()
            }
            #expect(answer.code == 404)
            #expect(answer.error == "machine not found")
            #expect(try await emulator.get(machine.path + "/wait?state=destroyed").code == 200)
        }
    }

    @Test func `a wait ends when its app is deleted`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let answer = try await Self.held(machine, "state=started") {
                _ = try await emulator.delete(machine.app.path)
            }
            #expect(answer.code == 404)
        }
    }

    @Test(arguments: ["reset", "delete"])
    func `a wait ends when its world is taken away`(way: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let answer = try await Self.held(machine, "state=started") {
                let path = "/_windtunnel/worlds/default"
                let done =
                    way == "reset" ? try await emulator.post(path + "/reset") : try await emulator.delete(path)
                #expect(done.code == 204)
            }
            #expect(answer.code >= 400)
        }
    }

    @Test func `a version can be waited for under either name`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let first = try await machine.instanceID
            _ = try await machine.update(["image": "demo:v2"])
            let second = try await machine.instanceID
            for key in ["version", "instance_id"] {
                let answer = try await emulator.get(machine.path + "/wait?state=stopped&\(key)=\(first)")
                #expect(try answer.json["state"] == "replaced")
            }
            let answer = try await Self.held(machine, "state=started&version=\(second)") {
                try await emulator.settle()
            }
            #expect(try answer.json["version"] == .string(second))
            let unknown = try await emulator.get(machine.path + "/wait?version=01JNRQ9VVKJ7HZFMJWJB3M3RYN")
            #expect(unknown.code == 404)
            #expect(unknown.error == "machine version not found")
        }
    }

    @Test func `only events after a given one count`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let newest = try #require(await machine.document["events"]?[0]?["id"]?.stringValue)
            let answer = try await Self.held(machine, "state=started&from_event_id=\(newest)") {
                _ = try await machine.post("restart")
                try await emulator.settle()
            }
            #expect(answer.code == 200)
            #expect(try answer.json["event_id"] != .string(newest))
        }
    }

    @Test(arguments: [
        ("state=asleep", "invalid_argument: invalid state: asleep"),
        ("state=started,asleep", "invalid_argument: invalid state: asleep"),
    ])
    func `a state that nobody can wait for is refused by name`(query: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.get(machine.path + "/wait?\(query)")
            #expect(answer.code == 400)
            #expect(answer.error == text)
        }
    }

    @Test func `many waits are answered by one step`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let codes = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...50 { group.addTask { try await emulator.get(machine.path + "/wait").code } }
                let world = try await emulator.world
                try await emulator.until("all are held") { world.waits.count == 50 }
                try await emulator.settle()
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes == Array(repeating: 200, count: 50))
        }
    }

    /// Whoever is woken acts on what it sees: nothing may show it the state before.
    @Test func `a wait is answered after all who follow the world have been told`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let isAnswered = Flag()
            let wasTooEarly = Flag()
            emulator.emulator.worlds.observe { _, changes in
                guard changes.machines.contains(where: { $0.to == .started }) else { return }
                // On the store's queue: leaves the waiter all the time it needs to be wrong.
                for _ in 0..<20_000 where !isAnswered.isSet { sched_yield() }
                if isAnswered.isSet { wasTooEarly.set() }
            }
            async let answer = emulator.get(machine.path + "/wait")
            let mark = Task {
                let world = try await emulator.world
                try await emulator.until("the wait is held") { world.timers.next != nil }
                try await emulator.step()
            }
            #expect(try await answer.code == 200)
            isAnswered.set()
            try await mark.value
            #expect(!wasTooEarly.isSet)
        }
    }

    @Test func `a wait whose client leaves is forgotten`() async throws {
        try await withLiveEmulator { emulator, _ in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let world = try await emulator.world
            let wait = Task { try await emulator.get(machine.path + "/wait?state=started") }
            try await emulator.until("the wait is held") { world.waits.count == 1 && world.timers.next != nil }
            wait.cancel()
            try await emulator.until("the wait is forgotten") { world.waits.count == 0 && world.timers.next == nil }
        }
    }
}

/// Set once, seen by every thread.
private final class Flag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    func set() { value.withLock { $0 = true } }
}
