import Foundation
import OrderedJSON
import Persistence
import Simulation
import Testing

@testable import MachineRules

@Suite("Worlds as wholes")
struct WorldTests {
    /// What a world holds, written out.
    private func contents(_ world: World) async throws -> String {
        var lines: [String] = ["now \(world.now.milliseconds)"]
        for app in try await world.apps.list(of: nil) {
            lines.append("app \(app.app.name) \(app.app.id) \(app.app.sharedIP ?? "-") \(app.app.networkPrefix)")
            let views = try await world.machines.list(of: app.app.name, includingDestroyed: true, where: { _ in true })
            {
                $0
            }
            for view in views {
                let machine = view.machine
                lines.append(
                    "machine \(machine.id) \(machine.name) \(machine.state) \(machine.instanceID) \(machine.privateIP)")
                lines += view.events.map { "event \($0.id) \($0.type) \($0.status) \($0.timestamp.milliseconds)" }
            }
            for volume in try await world.volumes.list(of: app.app.name) {
                lines.append("volume \(volume.id) \(volume.attachedMachineID?.rawValue ?? "-")")
            }
            for address in try await world.addresses.list(of: app.app.name).addresses {
                lines.append("address \(address.id) \(address.address)")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// A few calls of every kind.
    private func script(_ world: World) async throws {
        _ = try await world.makeVolume()
        let mounting: JSON = ["image": "nginx", "mounts": [["volume": "data", "path": "/data"]]]
        let id = try await world.makeMachine(nil, mounting).machine.id
        try await world.makeMachine()
        _ = try await world.advanceUntilIdle()
        try await world.update(id, mounting)
        _ = try await world.advance(.seconds(1))
        for kind in [Addresses.Kind.v4, .v6, .sharedV4, .privateV6] {
            _ = try await world.addresses.allocate(
                .init(type: kind, region: "", network: nil, organization: nil, serviceName: nil), for: "demo")
        }
    }

    @Test("The same seed and the same calls give the same world, another seed another one")
    func isDeterministic() async throws {
        let first = try await Emulated(seed: 1)
        let second = try await Emulated(seed: 1)
        let other = try await Emulated(seed: 2)
        for emulated in [first, second, other] { try await script(emulated.world) }
        #expect(try await contents(first.world) == contents(second.world))
        #expect(try await contents(first.world) != contents(other.world))
    }

    @Test("A refused call uses up no chance: what comes after is as if it had not been")
    func refusedCallsLeaveNoTrace() async throws {
        let first = try await Emulated()
        let second = try await Emulated()
        await #expect(throws: Refusal.self) {
            try await second.world.makeMachine(nil, ["image": "nginx", "mounts": [["volume": "none", "path": "/d"]]])
        }
        try await script(first.world)
        try await script(second.world)
        #expect(try await contents(first.world) == contents(second.world))
    }

    @Test("Worlds do not see each other, and have ids of their own")
    func isolates() async throws {
        let emulated = try await Emulated()
        let blue = try await emulated.worlds.frozen("blue")
        #expect(try await blue.apps.list(of: nil).isEmpty)
        try await blue.makeApp("demo")
        let ids = [try await emulated.world.makeMachine("one"), try await blue.makeMachine("one")].map(\.machine.id)
        #expect(ids[0] != ids[1])
        await #expect(throws: Refusal(.notFound, "machine not found")) { try await blue.machine(ids[0]) }
        try await blue.apps.delete("demo")
        #expect(try await emulated.world.apps.app("demo").machineCount == 1)
    }

    @Test("An app is found in the world that has it, in the default world before all others")
    func findsApp() async throws {
        let emulated = try await Emulated()
        let worlds = emulated.worlds
        let (blue, amber) = (try await worlds.frozen("blue"), try await worlds.frozen("amber"))
        try await blue.makeApp("shop")
        #expect(worlds.world(of: "shop") === blue)
        try await amber.makeApp("shop")
        #expect(worlds.world(of: "shop") === amber)
        try await emulated.world.makeApp("shop")
        #expect(worlds.world(of: "shop") === emulated.world)
        try await emulated.world.apps.delete("shop")
        try await worlds.delete("amber")
        #expect(worlds.world(of: "shop") === blue)
        try await worlds.reset("blue")
        #expect(worlds.world(of: "shop") == nil)
        #expect(worlds.world(of: "nothing") == nil)
    }

    @Test("Many first uses of a world open it once")
    func opensOnce() async throws {
        let emulated = try await Emulated()
        let worlds = try await withThrowingTaskGroup(of: World.self) { group in
            for _ in 0..<50 { group.addTask { try await emulated.worlds.world("blue") } }
            return try await group.reduce(into: [World]()) { $0.append($1) }
        }
        #expect(Set(worlds.map(ObjectIdentifier.init)).count == 1)
    }

    @Test("A name is made once, even by two who ask at the same time")
    func makesOnce() async throws {
        let emulated = try await Emulated()
        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { (try? await emulated.worlds.make("blue")) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 1)
        await #expect(throws: WorldError.exists("blue")) { try await emulated.worlds.make("blue") }
    }

    @Test(
        "A name is letters, digits and dashes, and begins with no dash",
        arguments: [
            ("default", true), ("a", true), ("9", true), ("Blue-7", true), (String(repeating: "a", count: 63), true),
            (String(repeating: "a", count: 64), false), ("", false), ("-a", false), ("a b", false), ("a/b", false),
            ("..", false), ("a.b", false), ("ä", false), ("a_b", false), ("a\0", false),
        ])
    func checksNames(name: String, isValid: Bool) async throws {
        #expect(Worlds.isValid(name) == isValid)
        guard !isValid else { return }
        let worlds = try await Emulated().worlds
        await #expect(throws: WorldError.invalidName(name)) { try await worlds.world(name) }
        await #expect(throws: WorldError.invalidName(name)) { try await worlds.make(name) }
    }

    @Test("What there is not cannot be forked, reset, restored or deleted")
    func refusesUnknown() async throws {
        let worlds = try await Emulated().worlds
        await #expect(throws: WorldError.unknown("blue")) { try await worlds.fork("blue", as: "green") }
        await #expect(throws: WorldError.unknown("blue")) { try await worlds.reset("blue") }
        await #expect(throws: WorldError.unknown("blue")) { try await worlds.delete("blue") }
        await #expect(throws: WorldError.unknown("blue")) { try await worlds.snapshot("blue", as: "one") }
        await #expect(throws: WorldError.noSnapshot("one", world: "default")) {
            try await worlds.restore("default", from: "one")
        }
        await #expect(throws: WorldError.exists("default")) { try await worlds.fork("default", as: "default") }
        #expect(await worlds.names() == ["default"])
    }

    /// The same for worlds in memory and worlds in a folder.
    private func inBothPlaces(_ body: (Emulated) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let emulated = try await Emulated(folder: folder)
            try await body(emulated)
            await emulated.worlds.close()
        }
        try await withTemporaryFolder { folder in
            let wall = HandClock()
            let worlds = Worlds(
                location: .memory(temporaryFolder: folder), rules: try .exact(), wall: wall.wall)
            let emulated = try await Emulated(worlds: worlds, wall: wall)
            try await body(emulated)
        }
    }

    private func write(_ text: String, to volume: VolumeID, of world: World) throws {
        try text.write(toFile: world.folder.volume(volume) + "/note", atomically: true, encoding: .utf8)
    }

    private func note(of volume: VolumeID, in world: World) throws -> String? {
        try? String(contentsOfFile: world.folder.volume(volume) + "/note", encoding: .utf8)
    }

    @Test("A fork has everything its source has, files too, and goes its own way from there")
    func forks() async throws {
        try await inBothPlaces { emulated in
            let source = emulated.world
            let volume = try await source.makeVolume()
            let id = try await source.makeMachine("one").machine.id
            try write("before", to: volume, of: source)
            let copy = try await emulated.worlds.fork("default", as: "copy")
            #expect(try await contents(copy) == contents(source))
            #expect(try note(of: volume, in: copy) == "before")
            try write("after", to: volume, of: source)
            #expect(try note(of: volume, in: copy) == "before")
            // The pending step came along, and so did the clock.
            #expect(copy.clock.isFrozen)
            _ = try await copy.advanceUntilIdle()
            #expect(try await copy.state(id) == .started)
            #expect(try await source.state(id) == .created)
            _ = try await source.advanceUntilIdle()
            #expect(try await contents(copy) == contents(source), "the same calls, the same ids")
            await #expect(throws: WorldError.exists("copy")) { try await emulated.worlds.fork("default", as: "copy") }
        }
    }

    @Test("A snapshot brings back what was there, as often as one likes")
    func restores() async throws {
        try await inBothPlaces { emulated in
            let world = emulated.world
            let volume = try await world.makeVolume()
            let id = try await world.makeMachine("one").machine.id
            try write("kept", to: volume, of: world)
            let before = try await contents(world)
            try await emulated.worlds.snapshot("default", as: "one")
            #expect(try await emulated.worlds.snapshots(of: "default") == ["one"])
            for _ in 0..<2 {
                _ = try await world.advanceUntilIdle()
                try await world.makeApp("late")
                try write("lost", to: volume, of: world)
                try await emulated.worlds.restore("default", from: "one")
                #expect(try await contents(world) == before)
                #expect(try note(of: volume, in: world) == "kept")
                #expect(emulated.worlds.world(of: "late") == nil)
                #expect(emulated.worlds.world(of: "demo") === world)
            }
            _ = try await world.advanceUntilIdle()
            #expect(try await world.state(id) == .started, "the pending step came back too")
        }
    }

    @Test("A snapshot of a name takes the place of the older one")
    func replacesSnapshot() async throws {
        try await inBothPlaces { emulated in
            try await emulated.worlds.snapshot("default", as: "one")
            try await emulated.world.makeApp("late")
            try await emulated.worlds.snapshot("default", as: "one")
            try await emulated.worlds.reset("default")
            try await emulated.worlds.restore("default", from: "one")
            #expect(try await emulated.world.apps.list(of: nil).map(\.app.name) == ["demo", "late"])
            #expect(try await emulated.worlds.snapshots(of: "default") == ["one"])
        }
    }

    @Test("A reset world is as new: empty, its files gone, its ids beginning anew")
    func resets() async throws {
        try await inBothPlaces { emulated in
            let world = emulated.world
            let first = try await world.makeMachine().machine.id
            let volume = try await world.makeVolume()
            try write("lost", to: volume, of: world)
            try await emulated.worlds.reset("default")
            #expect(try await world.apps.list(of: nil).isEmpty)
            #expect(try await world.pendingSteps() == 0)
            #expect(try note(of: volume, in: world) == nil)
            #expect(world.clock.isFrozen == false)
            #expect(emulated.worlds.world(of: "demo") == nil)
            try await world.makeApp("demo")
            #expect(try await world.makeMachine().machine.id == first)
        }
    }

    @Test("A deleted world is gone with its files and snapshots; the next use makes a new one")
    func deletes() async throws {
        try await inBothPlaces { emulated in
            let blue = try await emulated.worlds.frozen("blue")
            try await blue.makeApp("shop")
            try await emulated.worlds.snapshot("blue", as: "one")
            try await emulated.worlds.delete("blue")
            #expect(await emulated.worlds.names() == ["default"])
            #expect(!FileManager.default.fileExists(atPath: blue.folder.path))
            #expect(emulated.worlds.world(of: "shop") == nil)
            let again = try await emulated.worlds.make("blue")
            #expect(again !== blue)
            #expect(try await again.apps.list(of: nil).isEmpty)
            #expect(try await emulated.worlds.snapshots(of: "blue").isEmpty)
        }
    }

    @Test("A world opened again from its folder goes on with what was pending")
    func goesOn() async throws {
        try await withTemporaryFolder { folder in
            let wall = HandClock()
            let worlds = Worlds(location: .folder(folder), rules: try .exact(), wall: wall.wall)
            let world = try await worlds.frozen("blue")
            try await world.makeApp("demo")
            let id = try await world.makeMachine().machine.id
            _ = try await world.advance(.seconds(1))
            let before = try await contents(world)
            await worlds.close()

            let later = Worlds(location: .folder(folder), rules: try .exact(seed: 99), wall: wall.wall)
            #expect(await later.names() == ["blue"])
            #expect(later.world(of: "demo") == nil)
            try await later.openAll()
            let again = try #require(later.world(of: "demo"))
            #expect(try await contents(again) == before)
            #expect(again.now == .noon + .seconds(1))
            #expect(try await again.advance(.seconds(3)).map(\.machine) == [id])
            #expect(try await again.state(id) == .started)
            await later.close()
        }
    }

    @Test("A world dropped without being closed loses nothing it has answered, and gives out no id twice")
    func survivesDrop() async throws {
        try await withTemporaryFolder { folder in
            let wall = HandClock()
            var ids: Set<MachineID> = []
            for _ in 0..<3 {
                let worlds = Worlds(location: .folder(folder), rules: try .exact(), wall: wall.wall)
                let world = try await worlds.frozen("blue")
                if try await world.apps.list(of: nil).isEmpty { try await world.makeApp("demo") }
                ids.insert(try await world.makeMachine().machine.id)
            }
            #expect(ids.count == 3)
            let worlds = Worlds(location: .folder(folder), rules: try .exact(), wall: wall.wall)
            #expect(try await worlds.world("blue").apps.app("demo").machineCount == 3)
        }
    }

    @Test("Whoever observes learns of every commit, and of worlds that change as wholes")
    func tellsObservers() async throws {
        let emulated = try await Emulated()
        let seen = Seen()
        emulated.worlds.observe { world, changes in
            seen.add(
                "\(world.name) \(changes.isWhole ? "whole" : changes.machines.map(\.to.rawValue).joined(separator: ","))"
            )
        }
        try await emulated.world.makeMachine()
        _ = try await emulated.world.advanceUntilIdle()
        _ = try await emulated.worlds.fork("default", as: "copy")
        try await emulated.worlds.reset("default")
        try await emulated.worlds.delete("copy")
        #expect(
            seen.all.filter { !$0.hasSuffix(" ") } == [
                "default created", "default started", "copy whole", "default whole", "copy whole",
            ])
    }
}
