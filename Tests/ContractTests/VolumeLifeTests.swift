import FoundationEssentials
import HTTPTypes
import MachineRules
import OrderedJSON
import Simulation
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct VolumeLife {
    // MARK: - What is in it

    @Test func `a mounted volume has a file system, and a look at it alone counts its bytes`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            _ = try await app.makeMachine(TestConfig.wrap())
            try await emulator.writeNote(String(repeating: "x", count: 5_000), to: volume)
            let shown = try await emulator.get("\(app.volumesPath)/\(volume)").json
            #expect(shown["fstype"] == "ext4")
            #expect(shown["block_size"] == 4096)
            #expect(shown["bytes_used"] == 8192)
            let numbers = ["blocks", "blocks_free", "blocks_avail", "bytes_total"].map { shown[$0]?.intValue ?? 0 }
            #expect(numbers[1] == numbers[0] - 2)
            #expect(numbers[2] < numbers[1])
            #expect(numbers[3] == numbers[0] * 4096)
            #expect(try await emulator.get(app.volumesPath).json[0]?["bytes_used"] == 0)
        }
    }

    @Test func `a summary leaves out what only the host knows`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let whole = try await emulator.get(app.volumesPath).json[0]?.objectValue ?? [:]
            let summary = try await emulator.get(app.volumesPath + "?summary=true").json[0]?.objectValue ?? [:]
            #expect(summary["id"] == .string(volume))
            let left = Set(whole.map(\.key)).subtracting(summary.map(\.key))
            #expect(
                left == [
                    "blocks", "block_size", "blocks_free", "blocks_avail", "bytes_used", "bytes_total", "fstype",
                ])
        }
    }

    // MARK: - Growing

    @Test func `a volume grows, and its machine must be restarted while it runs`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let path = "\(app.volumesPath)/\(volume)"
            let alone = try await emulator.send(.put, path + "/extend", ["size_gb": 2])
            #expect(alone.code == 200)
            #expect(try alone.json["needs_restart"] == false)
            #expect(try alone.json["volume"]?["size_gb"] == 2)
            #expect(try alone.json["volume"]?["state"] == "extending")
            #expect(
                try await emulator.settle()
                    == [TestEmulator.Fired(kind: "volume", from: "extending", to: "created")])

            let machine = try await app.makeStartedMachine(TestConfig.wrap())
            let mounted = try await emulator.send(.put, path + "/extend", ["size_gb": 5])
            #expect(try mounted.json["needs_restart"] == true)
            #expect(try mounted.json["volume"]?["attached_machine_id"] == .string(machine.id))
            #expect(try await machine.document["config"]?["mounts"]?[0]?["size_gb"] == 2, "as it was when attached")
            try await emulator.settle()

            let same = try await emulator.send(.put, path + "/extend", ["size_gb": 5])
            #expect(try same.json["needs_restart"] == false)
            #expect(try same.json["volume"]?["state"] == "created")
            _ = try await machine.post("stop")
            try await emulator.settle()
            #expect(try await emulator.send(.put, path + "/extend", ["size_gb": 6]).json["needs_restart"] == false)
        }
    }

    @Test func `an extension that cannot be is refused and changes nothing`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let path = "\(app.volumesPath)/\(try await app.makeVolume())"
            _ = try await emulator.send(.put, path + "/extend", ["size_gb": 4])
            let busy = try await emulator.send(.put, path + "/extend", ["size_gb": 5])
            #expect(busy.code == 412)
            #expect(busy.error == "failed_precondition: unable to extend volume from current state: 'extending'")
            try await emulator.settle()
            let before = try await emulator.get(path).json
            for (body, code, text) in [
                (["size_gb": 3], 422, "volume size cannot be decreased"),
                (["size_gb": 501], 400, "invalid size_gb, must be between 1 and 500"),
                ([:], 400, "invalid_argument: size_gb is required"),
                (
                    ["size_gb": "9"], 400,
                    "json: cannot unmarshal string into Go struct field ExtendVolumeRequest.size_gb of type int"
                ),
            ] as [(JSON, Int, String)] {
                let answer = try await emulator.send(.put, path + "/extend", body)
                #expect(answer.code == code)
                #expect(answer.error == text)
            }
            #expect(try await emulator.send(.put, path + "/extend").error == "EOF")
            #expect(try await emulator.get(path).json == before)
            let unknown = try await emulator.send(.put, app.volumesPath + "/vol_none/extend", ["size_gb": 3])
            #expect(unknown.code == 404)
            #expect(unknown.error == "volume not found")
        }
    }

    // MARK: - Going

    @Test func `a deleted volume is listed for a day, seen for another, then forgotten`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let path = "\(app.volumesPath)/\(volume)"
            try await emulator.writeNote("kept", to: volume)
            #expect(try await emulator.delete(path).json["state"] == "pending_destroy")
            #expect(try await emulator.get("/v1/apps/demo").json["volume_count"] == 0)
            try await emulator.advance(by: "23h")
            #expect(try await emulator.get(app.volumesPath).json[0]?["state"] == "pending_destroy")
            #expect(try await emulator.note(in: volume) == "kept")
            let again = try await emulator.delete(path)
            #expect(again.code == 200)
            #expect(try again.json["state"] == "pending_destroy")

            #expect(
                try await emulator.advance(by: "1h") == [
                    TestEmulator.Fired(kind: "volume_destroy", from: "pending_destroy", to: "destroying")
                ])
            #expect(try await emulator.get(path).json["state"] == "destroying")
            #expect(
                try await emulator.settle()
                    == [TestEmulator.Fired(kind: "volume", from: "destroying", to: "destroyed")])
            #expect(try await emulator.get(app.volumesPath).json == [])
            #expect(try await emulator.get(path).json["state"] == "destroyed")
            #expect(try await emulator.note(in: volume) == nil)
            #expect(try await emulator.delete(path).error == "volume not found")
            try await emulator.advance(by: "25h")
            #expect(try await emulator.get(path).code == 404)
        }
    }

    @Test func `a deleted volume is good for nothing`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let path = "\(app.volumesPath)/\(volume)"
            _ = try await emulator.delete(path)
            let state = "volume from current state: 'pending_destroy'"
            let update = try await emulator.send(.put, path, ["snapshot_retention": 9])
            #expect(update.code == 412)
            #expect(update.error == "failed_precondition: unable to update \(state)")
            #expect(
                try await emulator.send(.put, path + "/extend", ["size_gb": 9]).error
                    == "failed_precondition: unable to extend \(state)")
            #expect(
                try await emulator.post(path + "/snapshots").error
                    == "failed_precondition: unable to snapshot \(state)")
            for source: JSON in [.string(volume), "data"] {
                let config: JSON = ["image": "demo", "mounts": [["volume": source, "path": "/data"]]]
                #expect(try await emulator.post(app.machinesPath, ["config": config]).error == "volume not found")
            }
        }
    }

    @Test func `the files of an app's volumes and snapshots go with it`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let volumes = [try await app.makeVolume(), try await app.makeVolume("second")]
            for volume in volumes { try await emulator.writeNote("note", to: volume) }
            _ = try await emulator.post("\(app.volumesPath)/\(volumes[0])/snapshots")
            _ = try await emulator.delete("\(app.volumesPath)/\(volumes[1])")
            let folder = try await emulator.world.folder.path
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/volumes").count == 2)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/volume-snapshots").count == 1)
            #expect(try await emulator.delete("/v1/apps/demo").code == 202)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/volumes").isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/volume-snapshots").isEmpty)
        }
    }

    // MARK: - Zones

    @Test func `volumes of a name have each a zone of their own, until none is left`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let body: JSON = ["name": "data", "region": "ams", "size_gb": 1]
            var zones: Set<String> = []
            for _ in 0..<Zones.perRegion {
                zones.insert(try await emulator.post(app.volumesPath, body).json["zone"]?.stringValue ?? "")
            }
            #expect(zones == Set(Zones.all(in: "ams")))
            let full = try await emulator.post(app.volumesPath, body)
            #expect(full.code == 422)
            #expect(full.error == "could not find a candidate host")
            #expect(try full.json["status"] == "insufficient_capacity")
            let others: [JSON] = [
                ["name": "data", "region": "ams", "require_unique_zone": false],
                ["name": "other", "region": "ams"],
                ["name": "data", "region": "fra"],
            ]
            for other in others { #expect(try await emulator.post(app.volumesPath, other).code == 200) }
            let wide = try await emulator.post(
                app.volumesPath, ["name": "third", "region": "ams", "unique_zone_app_wide": true])
            #expect(wide.error == "could not find a candidate host")
        }
    }

    @Test func `a deleted volume's zone is free again`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let body: JSON = ["name": "data", "region": "ams", "size_gb": 1, "unique_zone_app_wide": true]
            var last: JSON = [:]
            for _ in 0..<Zones.perRegion { last = try await emulator.post(app.volumesPath, body).json }
            _ = try await emulator.delete("\(app.volumesPath)/\(last["id"]?.stringValue ?? "")")
            #expect(try await emulator.post(app.volumesPath, body).json["zone"] == last["zone"])
        }
    }
}

extension TestEmulator {
    /// The default world's files of a volume.
    func folder(of volume: String) async throws -> String {
        try await world.folder.volume(VolumeID(rawValue: volume))
    }

    /// Writes the file `note` on a volume, as a program of its machine would.
    func writeNote(_ text: String, to volume: String) async throws {
        try Data(text.utf8).write(to: URL(filePath: try await folder(of: volume) + "/note"))
    }

    /// The file `note` of a volume, nil when it has none.
    func note(in volume: String) async throws -> String? {
        let path = try await world.folder.path + "/volumes/\(volume)/note"
        return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
