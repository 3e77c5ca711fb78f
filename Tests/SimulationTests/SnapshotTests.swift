import Foundation
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

@Suite("Snapshots that fail, and turns that are missed")
struct SnapshotTests {
    /// Puts a file where the folder of all snapshots would be.
    private func spoil(_ world: World) throws {
        try Data().write(to: URL(filePath: world.folder.path + "/volume-snapshots"))
    }

    @Test("A snapshot whose files cannot be copied is not made")
    func failsOnDemand() async throws {
        try await withTemporaryFolder { folder in
            let world = try await Emulated(folder: folder).world
            let volume = try await world.makeVolume()
            _ = try world.folder.volume(volume)
            try spoil(world)
            await #expect(throws: (any Error).self) { try await world.snapshots.create(of: volume, in: "demo") }
            #expect(try await world.snapshots.list(of: volume, in: "demo").isEmpty)
        }
    }

    @Test("An automatic one that cannot be copied has failed, and goes after its days; the next day's is tried")
    func failsByItself() async throws {
        try await withTemporaryFolder { folder in
            let world = try await Emulated(folder: folder).world
            let volume = try await world.makeVolume()
            _ = try world.folder.volume(volume)
            try spoil(world)
            let day = Duration.seconds(24 * 3600)
            let fired = try await world.advance(day)
            #expect(fired.map(\.to) == ["failed"])
            let failed = try await world.snapshots.list(of: volume, in: "demo")
            #expect(failed.map(\.status) == [.failed])
            #expect(failed.map(\.isAutomatic) == [true])
            try FileManager.default.removeItem(atPath: world.folder.path + "/volume-snapshots")
            _ = try await world.advance(day)
            #expect(try await world.snapshots.list(of: volume, in: "demo").map(\.status) == [.created, .failed])
            _ = try await world.advance(day * 4)
            #expect(try await world.snapshots.list(of: volume, in: "demo").allSatisfy { $0.status == .created })
        }
    }

    @Test("A volume whose files cannot be copied is not made")
    func failsRestore() async throws {
        try await withTemporaryFolder { folder in
            let world = try await Emulated(folder: folder).world
            let volume = try await world.makeVolume()
            _ = try world.folder.volume(volume)
            let snapshot = try await world.snapshots.create(of: volume, in: "demo").snapshot
            try FileManager.default.removeItem(atPath: world.folder.path + "/volumes")
            try Data().write(to: URL(filePath: world.folder.path + "/volumes"))
            let spec = try VolumeRules.spec(["name": "b", "snapshot_id": .string(snapshot.id.rawValue)])
            await #expect(throws: (any Error).self) { try await world.volumes.create(spec, in: "demo") }
            #expect(try await world.volumes.list(of: "demo").map(\.id) == [volume])
        }
    }

    @Test("Turns that were missed are not made up for")
    func skipsMissedTurns() async throws {
        try await withTemporaryFolder { folder in
            let world = try await Emulated(folder: folder).world
            let volume = try await world.makeVolume()
            // Set outright, the clock jumps over ten turns.
            try await world.setClock { clock, wall in clock.set(.noon + .seconds(10 * 24 * 3600 + 1), wall: wall) }
            _ = try await world.advance(.zero)
            #expect(try await world.snapshots.list(of: volume, in: "demo").count == 1)
            #expect(try await world.advance(.seconds(24 * 3600 - 2)).isEmpty)
            #expect(try await world.advance(.seconds(1)).count == 1, "again at noon")
        }
    }

    @Test("A world that is moved on by hand passes one state a step, though no step takes time")
    func stepsOneByOne() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume()
        try await world.setClock(stepping: .stepped) { _, _ in }
        let spec = try VolumeRules.spec(["name": "b", "source_volume_id": .string(volume.rawValue)])
        #expect(try await world.volumes.create(spec, in: "demo").state == .creating)
        var states: [String] = []
        while let step = try await world.step().first { states.append(step.to) }
        #expect(states == ["enabling_remote_export", "hydrating", "created"], "and backups wait for their time")
        _ = try await world.advance(.seconds(24 * 3600))
        #expect(try await world.step().map(\.to) == ["waiting"])
    }

    @Test("What is under way goes on in another life of the emulator")
    func goesOn() async throws {
        try await withTemporaryFolder { folder in
            let first = try await Emulated(folder: folder)
            let volume = try await first.world.makeVolume()
            try await first.world.setClock(stepping: .stepped) { _, _ in }
            _ = try await first.world.snapshots.create(of: volume, in: "demo")
            await first.worlds.close()
            let worlds = Worlds(location: .folder(folder), rules: try .exact(), wall: first.wall.wall)
            let world = try await worlds.world(Worlds.defaultName)
            #expect(try await world.snapshots.list(of: volume, in: "demo").map(\.status) == [.pending])
            #expect(try await world.step().map(\.to) == ["running"])
            #expect(try await world.step().map(\.to) == ["created"])
            await worlds.close()
        }
    }
}
