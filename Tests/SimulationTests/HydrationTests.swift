import Fixtures
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

/// A recording's state on disk, and the steps of the life it was in.
@Suite(.timeLimit(.minutes(1))) struct HydratedWorlds {
    private static let id: MachineID = "4d8917be20c6f3"

    private static func state(_ machineState: String, events: [JSON] = []) throws -> RecordedState {
        let machine: JSON = [
            "id": .string(id.rawValue), "state": .string(machineState), "region": "ams", "name": "quiet-meadow-412",
            "instance_id": "01K5Z8Q3M7T2V9XBN4CDHJ6WRE", "config": ["image": "nginx"], "events": .array(events),
        ]
        let interaction = Interaction(
            startedAt: "2026-06-02T09:14:30.000Z",
            request: RecordedRequest(
                method: "GET", url: "https://api.machines.dev/v1/apps/boats/machines/\(id)"),
            response: RecordedResponse(status: 200, mimeType: "application/json", content: .whole(machine.utf8)))
        return try RecordedState(HARDocument(HARWriter.text(Recording([interaction]), version: "test")))
    }

    private static func machineState(in world: World) async throws -> MachineState? {
        try await world.read { database, _ in try MachineRecord.find(id, in: database)?.state }
    }

    @Test func `what was taken over is on disk, and what was under way goes on after a restart`() async throws {
        try await withTemporaryFolder { folder in
            let wall = HandClock()
            let first = Worlds(location: .folder(folder), rules: try .exact(), wall: wall.wall)
            let report = try await first.frozen("default").hydration.hydrate(Self.state("starting"))
            #expect(report.apps == ["boats"])
            #expect(report.machines == 1)
            await first.close()

            let second = Worlds(location: .folder(folder), rules: try .exact(), wall: wall.wall)
            let world = try await second.world("default")
            #expect(try await Self.machineState(in: world) == .starting)
            #expect(try await world.advance(.seconds(1)).map(\.kind) == ["boot"])
            #expect(try await Self.machineState(in: world) == .started)
            await second.close()
        }
    }

    /// The states a machine can be in, what came before, and what it does next.
    @Test(
        arguments: [
            ("created", [], "launch"), ("starting", ["stopped", "starting"], "boot"),
            ("starting", ["suspended", "starting"], "resume"), ("stopping", ["started", "stopping"], "stop"),
            ("stopping", ["suspended", "stopping"], "discard"), ("suspending", ["started", "suspending"], "suspend"),
            ("restarting", ["started", "stopping"], "halt"), ("replacing", ["stopped", "replacing"], "replace"),
            ("destroying", ["stopped", "destroying"], "destroy"), ("started", ["started"], nil),
            ("stopped", ["stopped"], nil), ("suspended", ["suspended"], nil), ("failed", ["failed"], nil),
            ("destroyed", ["destroying", "destroyed"], nil),
        ] as [(String, [String], String?)])
    func `each state has its next step`(word: String, statuses: [String], step: String?) async throws {
        // Newest first, as the API has them.
        let events = statuses.enumerated().reversed().map { index, status -> JSON in
            [
                "id": .string("01K5Z8Q3M7T2V9XBN4CDHJ6WR\(index)"), "type": "start", "status": .string(status),
                "source": "flyd", "timestamp": .int(1_780_391_661_102 + index),
            ]
        }
        let emulated = try await Emulated()
        _ = try await emulated.world.hydration.hydrate(Self.state(word, events: events))
        let pending = try await emulated.world.read { database, _ in
            try PendingStep.of(Self.id, in: database)?.step.name
        }
        #expect(pending == step)
        #expect(try await Self.machineState(in: emulated.world)?.rawValue == word)
    }

    @Test func `a conflict names what is in the way`() async throws {
        let emulated = try await Emulated()
        let state = try Self.state("started")
        _ = try await emulated.world.hydration.hydrate(state)
        await #expect(throws: HydrationConflict(what: "app boats")) {
            try await emulated.world.hydration.hydrate(state)
        }
        let elsewhere = RecordedState(
            apps: state.apps.map { app in
                var other = RecordedApp(name: "ships", entry: 1, at: app.at)
                other.machines = app.machines
                return other
            })
        await #expect(throws: HydrationConflict(what: "machine 4d8917be20c6f3")) {
            try await emulated.world.hydration.hydrate(elsewhere)
        }
    }
}
