import OrderedJSON
import Persistence
import Simulation
import Testing

@testable import MachineRules

@Suite("A machine in its world")
struct MachineLifeTests {
    @Test("It is created, then comes up by itself, with the recorded events newest first")
    func comesUp() async throws {
        let emulated = try await Emulated()
        let world = emulated.world
        let view = try await world.makeMachine("one", region: "ams")
        #expect(view.machine.state == .created)
        #expect(view.machine.region == "ams")
        #expect(view.nonce == nil)
        #expect(view.events.map(\.type) == ["launch", "launch"])
        #expect(view.events.map(\.status) == ["created", "pending"])
        let id = view.machine.id
        let fired = try await world.advance(.seconds(4))
        let step = try #require(fired.first)
        #expect(fired.count == 1)
        #expect((step.machine, step.app) == (id, "demo"))
        #expect((step.kind, step.cause, step.at) == ("launch", "user", .noon + .seconds(4)))
        #expect((step.from, step.to) == ("created", "started"))
        #expect(try await world.events(id) == ["launch/pending/flyd", "launch/created/user", "start/started/flyd"])
        let events = try await world.eventRecords(id)
        #expect(events.map(\.id) == events.map(\.id).sorted(by: >), "ids sort as their events happened")
        #expect(events.map(\.timestamp) == [.noon + .seconds(4), .noon, .noon])
        #expect(try await world.machine(id).updatedAt == .noon + .seconds(4))
    }

    @Test("Before its time nothing happens")
    func waitsForItsTime() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine().machine.id
        #expect(try await world.advance(.milliseconds(3999)).isEmpty)
        #expect(try await world.state(id) == .created)
        #expect(try await world.advance(.milliseconds(1)).count == 1)
        #expect(try await world.state(id) == .started)
    }

    @Test("With skip_launch it drifts to stopped, without an event")
    func skipsLaunch() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine(skipLaunch: true).machine.id
        _ = try await world.advance(.seconds(2))
        #expect(try await world.state(id) == .stopped)
        #expect(try await world.events(id) == ["launch/pending/flyd", "launch/created/user"])
        _ = try await world.advance(.seconds(100))
        #expect(try await world.state(id) == .stopped)
    }

    @Test("A start that the proxy asks for during preparation makes it launch")
    func proxyLaunches() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine(skipLaunch: true).machine.id
        await #expect(throws: Refusal.self) {
            try await world.machines.start(id, in: "demo", by: .user, nonce: nil)
        }
        #expect(try await world.machines.start(id, in: "demo", by: .proxy, nonce: nil) == .created)
        _ = try await world.advance(.seconds(4))
        #expect(try await world.state(id) == .started)
    }

    @Test("Stop, start, suspend, resume, restart: each leaves its state before it answers, and takes its time")
    func goesRound() async throws {
        let world = try await Emulated().world
        let machines = world.machines
        let id = try await world.makeStarted()
        try await machines.stop(id, in: "demo", by: .user, nonce: nil)
        #expect(try await world.state(id) == .stopping)
        #expect(try await world.advanceUntilIdle().map(\.to) == ["stopped"])
        #expect(try await machines.start(id, in: "demo", by: .user, nonce: nil) == .stopped)
        #expect(try await world.state(id) == .starting)
        #expect(try await world.advanceUntilIdle().map(\.to) == ["started"])
        try await machines.suspend(id, in: "demo", by: .user, nonce: nil)
        #expect(try await world.state(id) == .suspending)
        #expect(try await world.advanceUntilIdle().map(\.to) == ["suspended"])
        _ = try await machines.start(id, in: "demo", by: .user, nonce: nil)
        #expect(try await world.advanceUntilIdle().map(\.kind) == ["resume"])
        #expect(try await world.machine(id).lifecycle.boots == 2, "a resume is no boot")
        try await machines.restart(id, in: "demo", nonce: nil)
        #expect(try await world.state(id) == .restarting)
        #expect(try await world.advanceUntilIdle().map(\.to) == ["starting", "started"])
        #expect(
            try await world.events(id).dropFirst(3) == [
                "stop/stopping/user", "exit/stopped/flyd", "start/starting/user", "start/started/flyd",
                "suspend/suspending/user", "suspend/suspended/flyd", "start/starting/user", "start/started/flyd",
                "restart/stopping/user", "exit/stopped/flyd", "restart/starting/flyd", "start/started/flyd",
            ])
        // 4 launch, .9 stop, 1 boot, 2 suspend, .3 resume, .8 halt, 1 boot
        #expect(world.now == .noon + .milliseconds(10_000))
    }

    @Test("A stop takes no longer than the machine's stop timeout")
    func boundsStop() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted(["image": "nginx", "stop_config": ["timeout": "500ms"]])
        try await world.machines.stop(id, in: "demo", by: .user, nonce: nil)
        #expect(try await world.advanceUntilIdle().map(\.at) == [.noon + .milliseconds(4500)])
    }

    @Test("A machine that cannot be suspended says so and runs on")
    func refusesSuspend() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted(["image": "nginx", "init": ["swap_size_mb": 512]])
        let refusal = await #expect(throws: Refusal.self) {
            try await world.machines.suspend(id, in: "demo", by: .user, nonce: nil)
        }
        #expect(refusal?.kind == .failedPrecondition)
        #expect(refusal?.text == "failed_precondition: machine is not eligible for suspend: swap is configured")
        #expect(try await world.state(id) == .started)
    }

    @Test("An update makes a new version, replaces the configuration whole, and boots what ran")
    func updates() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted(["image": "nginx", "env": ["A": "1"]])
        let before = try await world.machine(id)
        let view = try await world.update(id, ["image": "caddy"])
        #expect(view.machine.state == .replacing)
        #expect(view.machine.instanceID != before.instanceID)
        let refusal = await #expect(throws: Refusal.self) {
            try await world.machines.start(id, in: "demo", by: .user, nonce: nil)
        }
        #expect(refusal?.text == "failed_precondition: machine getting replaced, refusing to start")
        _ = try await world.advanceUntilIdle()
        let after = try await world.machine(id)
        #expect(after.state == .started)
        #expect(after.lifecycle.boots == 2)
        let config = try JSON(parsing: after.config)
        #expect(config["image"] == "caddy")
        #expect(config["env"] == nil)
        #expect(after.imageRef.contains("caddy"))
        #expect(after.privateIP == before.privateIP)
        #expect(after.createdAt == before.createdAt)
        let versions = try await world.read { database, _ in try VersionRecord.all(of: id, in: database) }
        #expect(versions.map(\.instanceID) == [after.instanceID, before.instanceID])
    }

    @Test(
        "An update leaves resting machines at rest",
        arguments: [(false, MachineState.started), (true, .stopped)])
    func updatesRunning(skipLaunch: Bool, rest: MachineState) async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        try await world.update(id, skipLaunch: skipLaunch)
        _ = try await world.advanceUntilIdle()
        #expect(try await world.state(id) == rest)
    }

    @Test("A suspended machine loses its snapshot by an update and ends stopped")
    func updatesSuspended() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        try await world.machines.suspend(id, in: "demo", by: .user, nonce: nil)
        _ = try await world.advanceUntilIdle()
        try await world.update(id)
        _ = try await world.advanceUntilIdle()
        #expect(try await world.state(id) == .stopped)
    }

    @Test("An update of another version than it thinks is refused, and so is one during another")
    func refusesConcurrentUpdate() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let current = try await world.machine(id).instanceID
        let stale = await #expect(throws: Refusal.self) { try await world.update(id, currentVersion: "01ABC") }
        #expect(stale == Refusal(.conflict, "aborted: machine update failed due to concurrent update"))
        #expect(try await world.state(id) == .started)
        try await world.update(id, currentVersion: current)
        let racing = await #expect(throws: Refusal.self) { try await world.update(id) }
        #expect(racing == stale)
    }

    @Test("A destroyed machine is told of for ever, listed no more, and frees its name")
    func destroys() async throws {
        let world = try await Emulated().world
        let id = try await world.makeMachine("one").machine.id
        let taken = await #expect(throws: Refusal.self) { try await world.makeMachine("one") }
        #expect(
            taken
                == Refusal(
                    .conflict,
                    "already_exists: unique machine name violation, machine ID \(id) already exists with name \"one\""
                ))
        let running = try await world.makeStarted()
        await #expect(throws: Refusal.self) {
            try await world.machines.destroy(running, in: "demo", force: false, nonce: nil)
        }
        try await world.machines.destroy(id, in: "demo", force: true, nonce: nil)
        _ = try await world.advanceUntilIdle()
        #expect(try await world.machine(id).destroyedAt != nil)
        #expect(try await world.events(id).suffix(1) == ["destroy/destroyed/flyd"])
        let listed = try await world.machines.list(of: "demo", includingDestroyed: false, where: { _ in true }) {
            $0.machine.id
        }
        #expect(listed == [running])
        #expect(try await world.makeMachine("one").machine.name == "one")
        let overview = try await world.apps.app("demo")
        #expect(overview.machineCount == 2)
    }

    @Test("A name is unique in its app only")
    func scopesNames() async throws {
        let world = try await Emulated().world
        try await world.makeApp("other")
        try await world.makeMachine("one")
        #expect(try await world.makeMachine("one", in: "other").machine.name == "one")
    }

    @Test("A machine of another app is not found, nor one of no app")
    func hidesOthers() async throws {
        let world = try await Emulated().world
        try await world.makeApp("other")
        let id = try await world.makeMachine().machine.id
        let other = await #expect(throws: Refusal.self) { try await world.machine(id, in: "other") }
        #expect(other == Refusal(.notFound, "machine not found"))
        let nobody = await #expect(throws: Refusal.self) { try await world.machine(id, in: "nobody") }
        #expect(nobody == Refusal(.notFound, "app not found"))
        await #expect(throws: Refusal(.notFound, "machine not found")) {
            try await world.machines.stop(id, in: "other", by: .user, nonce: nil)
        }
        await #expect(throws: Refusal(.notFound, "app not found")) {
            try await world.makeMachine(in: "nobody")
        }
    }

    @Test("Cordoning twice says so once")
    func cordons() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        for _ in 0..<2 { try await world.machines.setCordoned(true, id, in: "demo", nonce: nil) }
        #expect(try await world.machine(id).cordoned)
        try await world.machines.setCordoned(false, id, in: "demo", nonce: nil)
        #expect(try await world.events(id).suffix(2) == ["cordon/started/user", "uncordon/started/user"])
        #expect(try await world.machine(id).cordoned == false)
        #expect(try await world.state(id) == .started)
    }
}
