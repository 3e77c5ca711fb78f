import Fixtures
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What a world makes of recordings of the service itself, which say less, or more, than the emulator would.
@Suite(.timeLimit(.minutes(1))) struct HydratedParts {
    private static let id = "4d8917be20c6f3"
    private static let version = "01K5Z8Q3M7T2V9XBN4CDHJ6WRE"

    private static func recording(_ exchanges: [(String, String, JSON)]) -> [UInt8] {
        let interactions = exchanges.map { method, path, answer in
            Interaction(
                startedAt: "2026-06-02T09:14:30.000Z",
                request: RecordedRequest(method: method, url: "https://api.machines.dev/v1/apps/boats" + path),
                response: RecordedResponse(status: 200, mimeType: "application/json", content: .whole(answer.utf8)))
        }
        return HARWriter.text(Recording(interactions), version: "test")
    }

    private static func machine(_ more: JSONObject = [:], config: JSONObject = [:]) -> JSON {
        var shown: JSONObject = ["image": "nginx", "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 256]]
        for member in config { shown[member.key] = member.value }
        var machine: JSONObject = [
            "id": .string(id), "name": "quiet-meadow-412", "state": "started", "region": "ams",
            "instance_id": .string(version), "private_ip": "fdaa:2:51c9:a7b:3d4:9e1f:6b02:2", "config": .object(shown),
            "image_ref": ["registry": "docker-hub-mirror.fly.io", "repository": "library/nginx", "tag": "latest"],
            "created_at": "2026-06-02T09:14:21Z", "updated_at": "2026-06-02T09:14:27Z",
        ]
        for member in more { machine[member.key] = member.value }
        return .object(machine)
    }

    /// A world with the state of a recording, and what was said of it.
    private static func hydrated(
        _ exchanges: [(String, String, JSON)], _ body: @Sendable (TestEmulator, JSON) async throws -> Void
    ) async throws {
        let har = recording(exchanges)
        try await withEmulator { emulator in
            let answer = try await emulator.hydrate("default", from: har)
            #expect(answer.code == 201)
            try await body(emulator, try answer.json)
        }
    }

    private static func reasons(_ report: JSON) -> [String] {
        (report["left_out"]?.arrayValue ?? []).map {
            "\($0["entry"]?.intValue ?? 0): \($0["why"]?.stringValue ?? "")"
        }
    }

    @Test func `the next machine and the next version come after the recorded ones, in the recorded network`()
        async throws
    {
        try await Self.hydrated([("GET", "/machines/\(Self.id)", Self.machine())]) { emulator, _ in
            let app = TestApp(emulator: emulator, name: "boats")
            let other = try await app.makeMachine()
            #expect(other.created["private_ip"]?.stringValue?.hasPrefix("fdaa:2:51c9:a7b:") == true)
            #expect(other.created["instance_id"]?.stringValue ?? "" > Self.version)
            #expect(try await emulator.get(app.machinesPath).json.arrayValue?.count == 2)
        }
    }

    @Test func `what a check has found holds until the machine rests`() async throws {
        let check: JSON = [
            "name": "alive", "status": "warning", "output": "slow", "updated_at": "2026-06-02T09:14:33.520Z",
        ]
        let config: JSONObject = ["checks": ["alive": ["type": "tcp", "port": 8080]]]
        try await Self.hydrated([
            ("GET", "/machines/\(Self.id)", Self.machine(["checks": [check]], config: config))
        ]) { emulator, _ in
            let machine = TestMachine(app: TestApp(emulator: emulator, name: "boats"), id: Self.id, created: .null)
            #expect(try await machine.document["checks"] == [check])
            _ = try await machine.post("stop")
            try await emulator.settle()
            _ = try await machine.post("start")
            try await emulator.settle()
            try await emulator.advance(by: "5m")
            #expect(try await machine.document["checks"]?[0]?["status"] == "passing")
        }
    }

    @Test func `a check that had found nothing yet passes once it has looked`() async throws {
        let check: JSON = ["name": "alive", "status": "critical", "output": "", "updated_at": "2026-06-02T09:14:27Z"]
        let config: JSONObject = ["checks": ["alive": ["type": "tcp", "port": 8080]]]
        try await Self.hydrated([
            ("GET", "/machines/\(Self.id)", Self.machine(["checks": [check]], config: config))
        ]) { emulator, _ in
            let shown = try await emulator.get("/v1/apps/boats/machines/\(Self.id)").json
            #expect(shown["checks"]?[0]?["status"] == "passing")
        }
    }

    @Test func `a volume that only a mount tells of is there, and attached`() async throws {
        let mount: JSON = [
            "volume": "vol_r7k2m95xq0dw3t8v", "name": "boat_data", "path": "/data", "size_gb": 3, "encrypted": false,
        ]
        try await Self.hydrated([("GET", "/machines/\(Self.id)", Self.machine(config: ["mounts": [mount]]))]) {
            emulator, report in
            #expect(report["volumes"] == 1)
            #expect(
                Self.reasons(report) == [
                    "1: volume vol_r7k2m95xq0dw3t8v is known from the mount of machine 4d8917be20c6f3 only"
                ])
            let volume = try await emulator.get("/v1/apps/boats/volumes/vol_r7k2m95xq0dw3t8v").json
            #expect(volume["attached_machine_id"]?.stringValue == Self.id)
            #expect(volume["name"] == "boat_data")
            #expect(volume["size_gb"] == 3)
            #expect(volume["region"] == "ams")
            #expect(volume["encrypted"] == false)
        }
    }

    @Test func `volumes with their snapshots are as they were, and go on`() async throws {
        let volume: JSON = [
            "id": "vol_r7k2m95xq0dw3t8v", "name": "boat_data", "state": "created", "size_gb": 3, "region": "ams",
            "zone": "7c1e", "encrypted": true, "attached_machine_id": .null, "created_at": "2026-06-02T09:12:05.611Z",
            "blocks": 774_119, "fstype": "ext4", "snapshot_retention": 7, "auto_backup_enabled": false,
        ]
        let snapshots: JSON = [
            [
                "id": "vs_Bk2", "size": 0, "volume_size": 3_221_225_472, "digest": "",
                "created_at": "0001-01-01T00:00:00Z", "status": "pending", "retention_days": 7,
            ],
            [
                "id": "vs_Ak1", "size": 4096, "volume_size": 3_221_225_472,
                "digest": "0123456789abcdef0123456789abcdef-1",
                "created_at": "2026-06-02T09:13:00.000Z", "status": "created", "retention_days": 7,
            ],
        ]
        let path = "/volumes/vol_r7k2m95xq0dw3t8v"
        try await Self.hydrated([("GET", path, volume), ("GET", path + "/snapshots", snapshots)]) { emulator, _ in
            let shown = try await emulator.get("/v1/apps/boats" + path).json
            for key in ["zone", "created_at", "snapshot_retention", "auto_backup_enabled", "fstype", "state"] {
                #expect(shown[key] == volume[key], "\(key)")
            }
            #expect(try await emulator.get("/v1/apps/boats\(path)/snapshots").json[1] == snapshots[1])
            try await emulator.settle()
            let done = try await emulator.get("/v1/apps/boats\(path)/snapshots").json.arrayValue ?? []
            #expect(done.map { $0["status"] } == ["created", "created"])
            let fork = try await emulator.post(
                "/v1/apps/boats/volumes", ["name": "copy", "snapshot_id": "vs_Ak1", "region": "ams"])
            #expect(fork.code == 200)
        }
    }

    /// Words that the emulator has no state for, and the one it takes in their place.
    @Test(arguments: [("creating", "created"), ("updating", "replacing"), ("launch_failed", "failed")])
    func `a state that is emulated as another one becomes that`(recorded: String, taken: String) async throws {
        try await Self.hydrated([("GET", "/machines/\(Self.id)", Self.machine(["state": .string(recorded)]))]) {
            emulator, _ in
            let shown = try await emulator.get("/v1/apps/boats/machines/\(Self.id)").json
            #expect(shown["state"]?.stringValue == taken)
        }
    }

    @Test func `a crashed machine is started again by its policy`() async throws {
        let exit: JSON = [
            "id": "01K5ZA0X5H2V7P9QK3D6M8YBRC", "type": "exit", "status": "stopped", "source": "flyd",
            "timestamp": 1_780_393_201_377,
            "request": [
                "restart_count": 1, "exit_event": ["requested_stop": false, "restarting": true, "exit_code": 1],
            ],
        ]
        try await Self.hydrated([
            ("GET", "/machines/\(Self.id)", Self.machine(["state": "stopped", "events": [exit]]))
        ]) { emulator, _ in
            let fired = try await emulator.settle()
            #expect(fired.map(\.kind) == ["retry", "boot"])
        }
    }

    @Test func `a certificate of Let's Encrypt is taken over, one that the user brought is not`() async throws {
        let fly: JSON = [
            "hostname": "a.example.com", "acme_requested": true, "status": "active",
            "validation": ["dns_configured": true], "created_at": "2026-06-02T09:00:00Z",
            "certificates": [["source": "fly", "status": "active", "created_at": "2026-06-02T09:05:00Z"]],
        ]
        let custom: JSON = [
            "hostname": "b.example.com", "acme_requested": false, "status": "active",
            "certificates": [["source": "custom", "status": "active"]],
        ]
        try await Self.hydrated([
            ("GET", "/certificates/a.example.com", fly), ("GET", "/certificates/b.example.com", custom),
        ]) { emulator, report in
            #expect(report["certificates"] == 1)
            #expect(
                Self.reasons(report) == ["2: the custom certificate for b.example.com: its key is not in a recording"])
            let shown = try await emulator.get("/v1/apps/boats/certificates/a.example.com").json
            #expect(shown["status"] == "active")
            #expect(shown["certificates"]?[0]?["source"] == "fly")
            #expect(shown["created_at"] == nil || shown["certificates"]?[0]?["created_at"] == "2026-06-02T09:05:00Z")
            #expect(try await emulator.get("/", host: "a.example.com").header("windtunnel-proxy-error") != nil)
        }
    }

    @Test func `an address that another app has is left out`() async throws {
        try await withEmulator { emulator in
            let other = try await emulator.makeApp("other")
            let taken = try await emulator.post(other.path + "/ip_assignments", ["type": "v4"]).json
            let ip = try #require(taken["ip"])
            let har = Self.recording([
                ("GET", "/ip_assignments", ["ips": [["ip": ip, "shared": false], ["ip": "fdaa:2:51c9:0:1::2"]]])
            ])
            let report = try await emulator.hydrate("default", from: har).json
            #expect(report["ip_addresses"] == 1)
            #expect(Self.reasons(report) == ["1: address \(ip.stringValue ?? ""): another app has it"])
            let shown = try await emulator.get("/v1/apps/boats/ip_assignments").json["ips"]
            #expect(shown?[0]?["type"] == "private_v6")
        }
    }

    /// A field that makes a machine impossible, and what is said of it.
    @Test(
        arguments: [
            ("id", "short", "machine short: its id is none that a machine can have"),
            ("state", "confused", "machine 4d8917be20c6f3: its state is confused"),
            ("config", .null, "machine 4d8917be20c6f3: its configuration is not in the recording"),
            ("config", ["env": [:]], "machine 4d8917be20c6f3: its image is not in the recording"),
        ] as [(String, JSON, String)])
    func `a machine that cannot be is left out`(field: String, value: JSON, why: String) async throws {
        var machine = Self.machine().objectValue ?? [:]
        machine["image_ref"] = nil
        machine[field] = value
        try await Self.hydrated([("GET", "/machines/\(machine.text("id") ?? "")", .object(machine))]) {
            emulator, report in
            #expect(report["machines"] == 0)
            #expect(Self.reasons(report) == ["1: " + why])
            let list = try await emulator.get("/v1/apps/boats/machines")
            #expect(list.text == "[]")
        }
    }

    @Test func `one machine in two apps is in the first one`() async throws {
        var interactions: [Interaction] = []
        for app in ["boats", "ships"] {
            interactions.append(
                Interaction(
                    startedAt: "2026-06-02T09:14:30.000Z",
                    request: RecordedRequest(
                        method: "GET", url: "https://api.machines.dev/v1/apps/\(app)/machines/\(Self.id)"),
                    response: RecordedResponse(
                        status: 200, mimeType: "application/json", content: .whole(Self.machine().utf8))))
        }
        let har = HARWriter.text(Recording(interactions), version: "test")
        try await withEmulator { emulator in
            let report = try await emulator.hydrate("default", from: har).json
            #expect(report["apps"] == ["boats", "ships"])
            #expect(report["machines"] == 1)
            #expect(Self.reasons(report) == ["2: machine 4d8917be20c6f3: it is in the recording twice"])
        }
    }
}
