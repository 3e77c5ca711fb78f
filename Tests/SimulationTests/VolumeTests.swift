import Foundation
import OrderedJSON
import Persistence
import Simulation
import Testing

@testable import MachineRules

@Suite("Volumes and the machines that have them")
struct VolumeTests {
    private static func mounting(_ volume: String) -> JSON {
        ["image": "nginx", "mounts": [["volume": .string(volume), "path": "/data"]]]
    }

    @Test("A mount names a volume by id or by name, and is echoed with what the volume is", arguments: [true, false])
    func mounts(byName: Bool) async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume("data", region: "ams")
        let view = try await world.makeMachine(nil, Self.mounting(byName ? "data" : volume.rawValue))
        #expect(view.machine.region == "ams", "the machine goes where its volume is")
        let mount = try JSON(parsing: view.machine.config)["mounts"]?.arrayValue?.first
        #expect(mount?["volume"] == .string(volume.rawValue))
        #expect(mount?["name"] == "data")
        #expect(mount?["size_gb"] == 1)
        #expect(mount?["path"] == "/data")
        #expect(try await world.volume(volume).attachedMachineID == view.machine.id)
        #expect(try await world.volume(volume).mountedOnce)
    }

    @Test("Of several volumes of a name the first free one is taken")
    func takesFirstFree() async throws {
        let world = try await Emulated().world
        let volumes = [try await world.makeVolume(), try await world.makeVolume()]
        let first = try await world.makeMachine(nil, Self.mounting("data")).machine.id
        let second = try await world.makeMachine(nil, Self.mounting("data")).machine.id
        #expect(try await world.volume(volumes[0]).attachedMachineID == first)
        #expect(try await world.volume(volumes[1]).attachedMachineID == second)
        let refusal = await #expect(throws: Refusal.self) { try await world.makeMachine(nil, Self.mounting("data")) }
        #expect(
            refusal
                == Refusal(.failedPrecondition, "failed_precondition: volume already claimed by machine \(first)"))
        #expect(try await world.apps.app("demo").machineCount == 2, "a refused create leaves no machine behind")
    }

    @Test("A volume that is not there, or is another app's, or was deleted, is not found")
    func refusesUnknown() async throws {
        let world = try await Emulated().world
        try await world.makeApp("other")
        let other = try await world.makeVolume("data", in: "other")
        let deleted = try await world.makeVolume("gone")
        _ = try await world.volumes.delete(deleted, in: "demo")
        for text in ["vol_nothing", "nothing", other.rawValue, "data", deleted.rawValue, "gone"] {
            await #expect(throws: Refusal(.notFound, "volume not found"), "\(text)") {
                try await world.makeMachine(nil, Self.mounting(text))
            }
        }
    }

    @Test("A machine is refused in another region than its volume")
    func refusesRegion() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume("data", region: "ams")
        await #expect(
            throws: Refusal(
                .failedPrecondition, "failed_precondition: volume \(volume) is in region ams, machine is in fra")
        ) { try await world.makeMachine(region: "fra", Self.mounting("data")) }
        #expect(try await world.volume(volume).attachedMachineID == nil)
        #expect(try await world.makeMachine(region: "fra,ams", Self.mounting("data")).machine.region == "ams")
    }

    @Test("Stopping keeps the volume, destroying lets it go")
    func keepsUntilDestroyed() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume()
        let id = try await world.makeStarted(Self.mounting("data"))
        try await world.machines.stop(id, in: "demo", by: .user, nonce: nil)
        _ = try await world.advanceUntilIdle()
        #expect(try await world.volume(volume).attachedMachineID == id)
        await #expect(
            throws: Refusal(
                .failedPrecondition, "failed_precondition: volume is currently bound to machine: \(id)")
        ) { try await world.volumes.delete(volume, in: "demo") }
        try await world.machines.destroy(id, in: "demo", force: false, nonce: nil)
        #expect(try await world.volume(volume).attachedMachineID == id, "not before it is destroyed")
        _ = try await world.advanceUntilIdle()
        #expect(try await world.volume(volume).attachedMachineID == nil)
        let next = try await world.makeMachine(nil, Self.mounting(volume.rawValue)).machine.id
        #expect(try await world.volume(volume).attachedMachineID == next)
    }

    @Test("An update keeps the volume it names again, by id or by name")
    func updateKeeps() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume()
        _ = try await world.makeVolume()
        let id = try await world.makeStarted(Self.mounting(volume.rawValue))
        for text in ["data", volume.rawValue] {
            let view = try await world.update(id, Self.mounting(text))
            let mount = try JSON(parsing: view.machine.config)["mounts"]?.arrayValue?.first
            #expect(mount?["volume"] == .string(volume.rawValue))
            _ = try await world.advanceUntilIdle()
        }
        #expect(try await world.volume(volume).attachedMachineID == id)
    }

    @Test("An update without the mount lets the volume go, one with a mount takes it")
    func updateExchanges() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume()
        let id = try await world.makeStarted(Self.mounting("data"))
        try await world.update(id)
        #expect(try await world.volume(volume).attachedMachineID == nil)
        _ = try await world.advanceUntilIdle()
        try await world.update(id, Self.mounting("data"))
        #expect(try await world.volume(volume).attachedMachineID == id)
    }

    @Test("An update to another volume is refused, and changes nothing")
    func updateRefusesOther() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume()
        let other = try await world.makeVolume("other")
        let id = try await world.makeStarted(Self.mounting("data"))
        let before = try await world.machine(id)
        let refusal = await #expect(throws: Refusal.self) { try await world.update(id, Self.mounting("other")) }
        #expect(refusal?.kind == .failedPrecondition)
        let after = try await world.machine(id)
        #expect(after.state == .started)
        #expect(after.instanceID == before.instanceID)
        #expect(try await world.volume(other).attachedMachineID == nil)
        #expect(try await world.volume(volume).attachedMachineID == id)
        let far = try await world.makeVolume("far", region: "syd")
        let free = try await world.makeStarted()
        await #expect(
            throws: Refusal(
                .failedPrecondition, "failed_precondition: volume \(far) is in region syd, machine is in iad")
        ) { try await world.update(free, Self.mounting("far")) }
    }

    @Test("A deleted volume is shown for a day, then its files go, then it is forgotten")
    func deletes() async throws {
        try await withTemporaryFolder { folder in
            let world = try await Emulated(folder: folder).world
            let volume = try await world.makeVolume()
            let files = try world.folder.volume(volume)
            #expect(try FileManager.default.contentsOfDirectory(atPath: files) == ["lost+found"])
            let gone = try await world.volumes.delete(volume, in: "demo")
            #expect(gone.state == .pendingDestroy)
            _ = try await world.advance(.seconds(24 * 3600 - 1))
            #expect(FileManager.default.fileExists(atPath: files))
            #expect(try await world.volumes.list(of: "demo").map(\.state) == [.pendingDestroy])
            _ = try await world.advance(.seconds(1))
            #expect(!FileManager.default.fileExists(atPath: files))
            #expect(try await world.volume(volume).state == .destroyed)
            #expect(try await world.volumes.list(of: "demo").isEmpty)
            _ = try await world.advance(.seconds(24 * 3600))
            await #expect(throws: Refusal(.notFound, "volume not found")) { try await world.volume(volume) }
        }
    }

    @Test("What is kept of a volume can be changed, piece by piece")
    func updates() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume()
        _ = try await world.volumes.update(volume, in: "demo", snapshotRetention: 9, autoBackupEnabled: nil)
        let changed = try await world.volumes.update(
            volume, in: "demo", snapshotRetention: nil, autoBackupEnabled: false)
        #expect(changed.snapshotRetention == 9)
        #expect(changed.autoBackupEnabled == false)
    }

    @Test("What changes a volume is a change of its row, with its time")
    func stampsChanges() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume()
        #expect(try await world.volume(volume).updatedAt == .noon)
        _ = try await world.advance(.seconds(10))
        _ = try await world.volumes.update(volume, in: "demo", snapshotRetention: 9, autoBackupEnabled: nil)
        #expect(try await world.volume(volume).updatedAt == .noon + .seconds(10))
        _ = try await world.advance(.seconds(10))
        try await world.makeMachine(nil, Self.mounting("data"))
        #expect(try await world.volume(volume).updatedAt == .noon + .seconds(20))
    }

    @Test("Of several volumes of a name one that is ready is taken before one that is not")
    func prefersReady() async throws {
        let world = try await Emulated().world
        let ready = try await world.makeVolume()
        try await world.setClock(stepping: .stepped) { _, _ in }
        _ = try await world.volumes.create(
            VolumeRules.spec(["name": "a", "source_volume_id": .string(ready.rawValue)]), in: "demo")
        let other = try await world.volumes.create(VolumeRules.spec(["name": "a", "region": "iad"]), in: "demo")
        let machine = try await world.makeMachine(nil, Self.mounting("a")).machine.id
        #expect(try await world.volume(other.id).attachedMachineID == machine)
    }
}
