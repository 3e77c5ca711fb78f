import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Simulation
import Testing
import Windtunnel
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct Snapshots {
    private static let zeroTime: JSON = "0001-01-01T00:00:00Z"

    private static func restore(_ snapshot: JSON?, _ more: JSONObject = [:]) -> JSON {
        var body: JSONObject = ["name": "restored", "snapshot_id": snapshot ?? .null]
        for member in more { body[member.key] = member.value }
        return .object(body)
    }

    // MARK: - On demand

    @Test func `a snapshot is asked for, runs, and is there with the bytes of the files`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            try await emulator.writeNote("12345", to: volume)
            let path = "\(app.volumesPath)/\(volume)/snapshots"
            #expect(try await emulator.get(path).json == [])

            let asked = try await emulator.post(path)
            #expect(asked.code == 200)
            let backup = try asked.json["Msg"]?["backup"] ?? .null
            #expect(backup["state"] == "prepare")
            #expect(backup["type"] == "BACKUP_TYPE_ON_DEMAND")
            #expect(backup["message"] == "")
            #expect(backup["finished_at"] == .null)
            #expect(backup["created_at"] == "2026-08-01T12:00:00.000Z")
            #expect(backup["updated_at"] == backup["created_at"])
            for number in ["id", "app_id", "volume_id"] {
                #expect(backup[number]?.stringValue.flatMap(Int.init) != nil, "\(number) is a number as text")
            }
            let id = try #require(backup["graph_id"])

            let pending = try await emulator.get(path).json
            #expect(
                pending == [
                    [
                        "id": id, "size": 0, "volume_size": 1_073_741_824, "digest": "", "created_at": Self.zeroTime,
                        "status": "pending", "retention_days": 5,
                    ]
                ])
            _ = try await emulator.step()
            #expect(try await emulator.get(path).json[0]?["status"] == "running")
            #expect(try await emulator.get(path).json[0]?["created_at"] == Self.zeroTime)
            #expect(
                try await emulator.settle()
                    == [TestEmulator.Fired(kind: "snapshot", from: "running", to: "created")])
            let done = try await emulator.get(path).json[0] ?? .null
            #expect(done["status"] == "created")
            #expect(done["size"] == 5)
            #expect(done["digest"]?.stringValue?.hasSuffix("-1") == true)
            #expect(try await done["created_at"] == emulator.get("/_windtunnel/clock").json["now"])
        }
    }

    @Test func `there is one at a time`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let path = "\(app.volumesPath)/\(try await app.makeVolume())/snapshots"
            _ = try await emulator.post(path)
            try await emulator.advance(by: "500ms")
            let second = try await emulator.post(path)
            #expect(second.code == 412)
            #expect(second.error == "failed_precondition: snapshot is already scheduled at 2026-08-01T12:00:00Z")
            try await emulator.settle()
            let next = try await emulator.post(path)
            #expect(next.code == 200)
            let list = try await emulator.get(path).json.arrayValue ?? []
            #expect(list.map { $0["status"] } == ["pending", "created"], "the newest comes first")
        }
    }

    @Test func `snapshots of what is not there are not found`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let other = try await emulator.makeApp("other").makeVolume()
            for volume in ["vol_none", other] {
                let path = "\(app.volumesPath)/\(volume)/snapshots"
                #expect(try await emulator.get(path).error == "volume not found")
                #expect(try await emulator.post(path).error == "volume not found")
            }
            #expect(try await emulator.get("/v1/apps/none/volumes/vol_none/snapshots").error == "app not found")
        }
    }

    // MARK: - Retention

    @Test func `a snapshot is kept for the days its volume says, and outlives it`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let path = "\(app.volumesPath)/\(volume)"
            try await emulator.writeNote("note", to: volume)
            _ = try await emulator.send(.put, path, ["snapshot_retention": 7, "auto_backup_enabled": false])
            let snapshot = try await emulator.post(path + "/snapshots").json["Msg"]?["backup"]?["graph_id"]
            #expect(try await emulator.get(path + "/snapshots").json[0]?["retention_days"] == 7)
            _ = try await emulator.delete(path)
            try await emulator.advance(by: "167h")
            #expect(try await emulator.get(path).code == 404, "the volume is forgotten")
            #expect(try await emulator.get(path + "/snapshots").json[0]?["id"] == snapshot)
            let restored = try await emulator.post(app.volumesPath, Self.restore(snapshot)).json["id"]?.stringValue
            #expect(try await emulator.note(in: restored ?? "") == "note")

            try await emulator.advance(by: "1h")
            let late = try await emulator.get(path + "/snapshots")
            #expect(late.code == 404)
            #expect(late.error == "volume not found")
            #expect(try await emulator.post(app.volumesPath, Self.restore(snapshot)).error == "snapshot not found")
            let folder = try await emulator.world.folder.path + "/volume-snapshots"
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            #expect(try await emulator.note(in: restored ?? "") == "note", "what was restored stays")
        }
    }

    // MARK: - By themselves

    @Test func `a volume is backed up every day, and no more backups are kept than its days`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let path = "\(app.volumesPath)/\(volume)/snapshots"
            #expect(
                try await emulator.advance(by: "24h")
                    == [TestEmulator.Fired(kind: "backup", from: "created", to: "waiting")])
            #expect(try await emulator.get(path).json[0]?["status"] == "waiting")
            #expect(
                try await emulator.post(path).error
                    == "failed_precondition: snapshot is already scheduled at 2026-08-02T12:00:00Z")
            try await emulator.settle()
            #expect(try await emulator.get(path).json[0]?["status"] == "created")
            try await emulator.advance(by: "252h")
            let list = try await emulator.get(path).json.arrayValue ?? []
            #expect(list.map { $0["status"] } == Array(repeating: "created", count: 5))
            #expect(list.first?["created_at"]?.stringValue?.hasPrefix("2026-08-12T12:00:0") == true)
        }
    }

    @Test func `backups are switched off and on again`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let path = "\(app.volumesPath)/\(volume)"
            _ = try await emulator.send(.put, path, ["auto_backup_enabled": false])
            #expect(try await emulator.advance(by: "72h") == [])
            _ = try await emulator.send(.put, path, ["auto_backup_enabled": true])
            #expect(try await emulator.advance(by: "23h") == [])
            #expect(
                try await emulator.advance(by: "1h")
                    == [TestEmulator.Fired(kind: "backup", from: "created", to: "created")])
            let never = try await emulator.post(app.volumesPath, ["name": "never", "auto_backup_enabled": false]).json
            _ = try await emulator.delete(path)
            #expect(try await emulator.advance(by: "20h") == [])
            #expect(never["auto_backup_enabled"] == false)
        }
    }

    @Test func `an idle world does not wait for the next backup`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp().makeVolume()
            #expect(try await emulator.get("/_windtunnel/clock").json["pending"] == 0)
            #expect(try await emulator.settle() == [])
        }
    }

    // MARK: - Restoring

    @Test func `a volume is restored as it was when the snapshot was asked for`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume(region: "fra")
            try await emulator.writeNote("then", to: volume)
            let path = "\(app.volumesPath)/\(volume)/snapshots"
            let snapshot = try await emulator.post(path).json["Msg"]?["backup"]?["graph_id"]
            try await emulator.writeNote("now", to: volume)

            for status in ["pending", "running"] {
                let early = try await emulator.post(app.volumesPath, Self.restore(snapshot))
                #expect(early.code == 422)
                #expect(
                    early.error
                        == "snapshot \(snapshot?.stringValue ?? "") cannot be restored in its current status: "
                        + "'\(status)'")
                _ = try await emulator.step()
            }
            let restored = try await emulator.post(app.volumesPath, Self.restore(snapshot)).json
            #expect(restored["state"] == "creating")
            #expect(restored["region"] == "fra")
            #expect(restored["size_gb"] == 1)
            let id = restored["id"]?.stringValue ?? ""
            #expect(try await emulator.note(in: id) == "then")
            #expect(
                try await emulator.settle() == [
                    TestEmulator.Fired(kind: "volume", from: "creating", to: "restoring"),
                    TestEmulator.Fired(kind: "volume", from: "restoring", to: "created"),
                ])
            #expect(try await emulator.get("\(app.volumesPath)/\(id)/snapshots").json == [])
            #expect(try await emulator.note(in: volume) == "now")
        }
    }

    @Test func `a restore that cannot be is refused`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            _ = try await emulator.send(.put, "\(app.volumesPath)/\(volume)/extend", ["size_gb": 4])
            let path = "\(app.volumesPath)/\(volume)/snapshots"
            let snapshot = try await emulator.post(path).json["Msg"]?["backup"]?["graph_id"]
            let small = try await emulator.post(app.volumesPath, Self.restore(snapshot, ["size_gb": 3]))
            #expect(small.code == 422)
            #expect(small.error == "volume size cannot be smaller than its source, 4 GB")
            let unknown = try await emulator.post(app.volumesPath, Self.restore("vs_none"))
            #expect(unknown.code == 404)
            #expect(unknown.error == "snapshot not found")
            _ = try await emulator.post("/v1/apps", ["app_name": "stranger", "org_slug": "elsewhere"])
            #expect(
                try await emulator.post("/v1/apps/stranger/volumes", Self.restore(snapshot)).error
                    == "snapshot not found")
            let friend = try await emulator.makeApp("friend")
            #expect(try await emulator.post(friend.volumesPath, Self.restore(snapshot)).json["size_gb"] == 4)
        }
    }

    @Test func `snapshots of volumes go with the world`() async throws {
        try await withEmulator(.instant) { emulator in
            let worlds = "/_windtunnel/worlds/default"
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            try await emulator.writeNote("then", to: volume)
            let path = "\(app.volumesPath)/\(volume)/snapshots"
            let snapshot = try await emulator.post(path).json["Msg"]?["backup"]?["graph_id"]
            _ = try await emulator.post(worlds + "/snapshots", ["name": "before"])
            _ = try await emulator.post(worlds + "/fork", ["name": "copy"])
            _ = try await emulator.post(worlds + "/reset")
            let kept = try await emulator.world.folder.path + "/volume-snapshots"
            #expect(!FileManager.default.fileExists(atPath: kept))
            _ = try await emulator.post(worlds + "/restore", ["snapshot": "before"])
            #expect(try await emulator.get(path).json[0]?["id"] == snapshot)
            let restored = try await emulator.post(app.volumesPath, Self.restore(snapshot)).json["id"]?.stringValue
            #expect(try await emulator.note(in: restored ?? "") == "then")

            let copy = emulator.inWorld("copy")
            let there = try await copy.post(app.volumesPath, Self.restore(snapshot))
            #expect(there.code == 200)
            let folder = try await emulator.emulator.worlds.world("copy").folder.path
            let note = "\(folder)/volumes/\(try there.json["id"]?.stringValue ?? "")/note"
            #expect(FileManager.default.fileExists(atPath: note))
        }
    }
}
