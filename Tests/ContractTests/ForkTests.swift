import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Simulation
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct Forks {
    private static func request(of source: String, _ more: JSONObject = [:]) -> JSON {
        var body: JSONObject = ["name": "copy", "source_volume_id": .string(source)]
        for member in more { body[member.key] = member.value }
        return .object(body)
    }

    @Test func `a fork has the files of its source as they were, in another zone of its region`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let source = try await app.makeVolume(region: "fra")
            try await emulator.writeNote("before", to: source)
            let made = try await emulator.post(app.volumesPath, Self.request(of: source))
            #expect(made.code == 200)
            let fork = try made.json
            #expect(fork["state"] == "creating")
            #expect(fork["region"] == "fra")
            #expect(fork["size_gb"] == 1)
            #expect(fork["name"] == "copy")
            #expect(try await fork["zone"] != emulator.get("\(app.volumesPath)/\(source)").json["zone"])
            let id = try #require(fork["id"]?.stringValue)
            try await emulator.writeNote("after", to: source)
            #expect(try await emulator.note(in: id) == "before")

            #expect(
                try await emulator.settle() == [
                    TestEmulator.Fired(kind: "volume", from: "creating", to: "enabling_remote_export"),
                    TestEmulator.Fired(kind: "volume", from: "enabling_remote_export", to: "hydrating"),
                    TestEmulator.Fired(kind: "volume", from: "hydrating", to: "created"),
                ])
            #expect(try await emulator.get("\(app.volumesPath)/\(id)").json["state"] == "created")
            #expect(try await emulator.note(in: source) == "after")
        }
    }

    @Test func `without delays a fork is there at once`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let source = try await app.makeVolume()
            let fork = try await emulator.post(app.volumesPath, Self.request(of: source)).json
            #expect(fork["state"] == "created")
        }
    }

    @Test func `a fork may be larger and elsewhere`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let source = try await app.makeVolume(region: "fra")
            let fork = try await emulator.post(
                app.volumesPath, Self.request(of: source, ["region": "ams", "size_gb": 7])
            ).json
            #expect(fork["region"] == "ams")
            #expect(fork["size_gb"] == 7)
        }
    }

    @Test func `a machine can have a fork once it hydrates, not before`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let source = try await app.makeVolume()
            let fork = try await emulator.post(app.volumesPath, Self.request(of: source)).json["id"] ?? .null
            let config: JSON = ["image": "demo", "mounts": [["volume": fork, "path": "/data"]]]
            for state in ["creating", "enabling_remote_export"] {
                let early = try await emulator.post(app.machinesPath, ["config": config])
                #expect(early.code == 412)
                #expect(
                    early.error == "failed_precondition: unable to attach volume from current state: '\(state)'")
                _ = try await emulator.step()
            }
            #expect(try await emulator.get(app.machinesPath).json == [])
            let machine = try await app.makeMachine(config)
            let path = "\(app.volumesPath)/\(fork.stringValue ?? "")"
            #expect(try await emulator.get(path).json["state"] == "hydrating")
            #expect(try await emulator.get(path).json["attached_machine_id"] == .string(machine.id))
        }
    }

    @Test func `what is not all there cannot be forked`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let source = try await app.makeVolume()
            let fork = try await emulator.post(app.volumesPath, Self.request(of: source)).json["id"]?.stringValue
            let again = try await emulator.post(app.volumesPath, Self.request(of: fork ?? ""))
            #expect(again.code == 412)
            #expect(again.error == "failed_precondition: unable to fork volume from current state: 'creating'")
            let snapshot = try await emulator.post("\(app.volumesPath)/\(fork ?? "")/snapshots")
            #expect(snapshot.code == 412)
            #expect(
                snapshot.error == "failed_precondition: unable to snapshot volume from current state: 'creating'")
        }
    }

    @Test func `a fork that cannot be is refused and leaves nothing behind`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let source = try await app.makeVolume()
            try await emulator.writeNote("note", to: source)
            _ = try await emulator.send(.put, "\(app.volumesPath)/\(source)/extend", ["size_gb": 3])
            let gone = try await app.makeVolume("gone")
            _ = try await emulator.delete("\(app.volumesPath)/\(gone)")
            for (body, code, text) in [
                (Self.request(of: "vol_none"), 404, "volume not found"),
                (Self.request(of: gone), 404, "volume not found"),
                (
                    Self.request(of: source, ["size_gb": 2]), 422,
                    "volume size cannot be smaller than its source, 3 GB"
                ),
                (
                    Self.request(of: source, ["snapshot_id": "vs_1"]), 400,
                    "invalid_argument: snapshot_id and source_volume_id are mutually exclusive"
                ),
            ] {
                let answer = try await emulator.post(app.volumesPath, body)
                #expect(answer.code == code)
                #expect(answer.error == text)
            }
            #expect(try await emulator.post("/v1/apps/none/volumes", Self.request(of: source)).error == "app not found")
            let folder = try await emulator.world.folder.path + "/volumes"
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [source])
        }
    }

    @Test func `a volume of another app can be forked within the organization only`() async throws {
        try await withEmulator { emulator in
            let source = try await emulator.makeApp().makeVolume()
            let friend = try await emulator.makeApp("friend")
            #expect(try await emulator.post(friend.volumesPath, Self.request(of: source)).code == 200)
            _ = try await emulator.post("/v1/apps", ["app_name": "stranger", "org_slug": "elsewhere"])
            let answer = try await emulator.post("/v1/apps/stranger/volumes", Self.request(of: source))
            #expect(answer.code == 404)
            #expect(answer.error == "volume not found")
        }
    }

    @Test func `a machine goes where its fork is`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let source = try await app.makeVolume(region: "fra")
            let fork = try await emulator.post(app.volumesPath, Self.request(of: source, ["region": "syd"])).json["id"]
            let config: JSON = ["image": "demo", "mounts": [["volume": fork ?? .null, "path": "/data"]]]
            #expect(try await app.makeMachine(config).created["region"] == "syd")
            let elsewhere = try await app.makeVolume("far", region: "fra")
            let far: JSON = ["image": "demo", "mounts": [["volume": "far", "path": "/data"]]]
            let refused = try await emulator.post(app.machinesPath, ["config": far, "region": "syd"])
            #expect(refused.code == 412)
            #expect(
                refused.error
                    == "failed_precondition: volume \(elsewhere) is in region fra, machine is in syd")
        }
    }
}
