import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Everything an organization has, as those see it who look after all its apps.
@Suite(.timeLimit(.minutes(5))) struct OrganizationMachines {
    @Test func `machines of all apps of the organization come in the order of their last change`() async throws {
        try await withEmulator(.instant) { emulator in
            let (one, two) = (try await emulator.makeApp("one"), try await emulator.makeApp("two"))
            _ = try await emulator.post("/v1/apps", ["name": "theirs", "org_slug": "others"])
            let theirs = TestApp(emulator: emulator, name: "theirs")
            var config = TestConfig.plain.objectValue ?? [:]
            config["metadata"] = ["role": "web"]
            let first = try await one.makeStartedMachine(.object(config))
            try await emulator.advance(by: "1s")
            let second = try await two.makeStartedMachine()
            _ = try await theirs.makeStartedMachine()
            try await emulator.advance(by: "1500ms")
            #expect(try await first.post("stop").code == 200)
            try await emulator.settle()

            let page = try await emulator.get("/v1/orgs/personal/machines").json
            #expect(page.ids == [second.id, first.id])
            #expect(page["last_machine_id"] == .string(first.id))
            #expect(page["next_cursor"] == "")
            let machine = try #require(page["machines"]?[1])
            #expect(page["last_updated_at"] == machine["updated_at"])
            #expect(
                machine.objectValue?.keys == [
                    "id", "app_name", "name", "state", "region", "instance_id", "version", "private_ip", "created_at",
                    "updated_at", "config",
                ])
            let full = try await first.document
            for key in ["id", "name", "state", "region", "instance_id", "version", "private_ip"] {
                #expect(machine[key] == full[key], "\(key)")
            }
            #expect(machine["app_name"] == "one")
            #expect(machine["created_at"] == "2026-08-01T12:00:00.000Z")
            #expect(machine["updated_at"] == "2026-08-01T12:00:02.500Z")
            #expect(machine["config"]?.objectValue?.keys == ["image", "guest", "metadata"])
            #expect(machine["config"]?["metadata"] == full["config"]?["metadata"])

            #expect(try await emulator.get("/v1/orgs/others/machines").json.ids.count == 1)
        }
    }

    @Test func `an organization without machines has an empty page, which keeps the place of who polls`() async throws {
        try await withEmulator { emulator in
            let empty: JSON = [
                "machines": [], "last_machine_id": "", "last_updated_at": "0001-01-01T00:00:00Z", "next_cursor": "",
            ]
            #expect(try await emulator.get("/v1/orgs/nobody/machines").json == empty)
            let polled = try await emulator.get("/v1/orgs/nobody/machines?updated_after=2026-08-01T12:00:00.5Z").json
            #expect(polled["last_updated_at"] == "2026-08-01T12:00:00.500Z")
        }
    }

    @Test func `pages follow each other, and who changes meanwhile is told again rather than lost`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            var machines: [TestMachine] = []
            for _ in 0..<3 {
                machines.append(try await app.makeStartedMachine())
                try await emulator.advance(by: "1s")
            }
            // Two of one moment: the place in the order is the id's.
            let twins = [try await app.makeStartedMachine(), try await app.makeStartedMachine()].map(\.id).sorted()
            let path = "/v1/orgs/personal/machines?limit=2"
            let first = try await emulator.get(path).json
            #expect(first.ids == [machines[0].id, machines[1].id])
            let cursor = try #require(first["next_cursor"]?.stringValue)
            try await emulator.advance(by: "1s")
            #expect(try await machines[0].post("cordon").code == 200)
            try await emulator.settle()
            let second = try await emulator.get("\(path)&cursor=\(cursor)&updated_after=2100-01-01T00:00:00Z").json
            #expect(second.ids == [machines[2].id, twins[0]])
            let third = try await emulator.get("\(path)&cursor=\(second["next_cursor"]?.stringValue ?? "")").json
            #expect(third.ids == [twins[1], machines[0].id])
            #expect(third["next_cursor"] == "")
        }
    }

    @Test func `polling with the last time tells only what changed after it`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine()
            _ = try await app.makeStartedMachine()
            try await emulator.advance(by: "1ms")
            let last = try #require(
                try await emulator.get("/v1/orgs/personal/machines").json["last_updated_at"]?.stringValue)
            let poll = "/v1/orgs/personal/machines?updated_after=\(last)"
            #expect(try await emulator.get(poll).json.ids == [])
            #expect(try await machine.post("stop").code == 200)
            try await emulator.settle()
            #expect(try await emulator.get(poll).json.ids == [machine.id])
        }
    }

    @Test func `filters and the short form`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let started = try await app.makeStartedMachine()
            let stopped = try await app.makeMachine(TestConfig.plain, ["region": "fra"])
            let destroyed = try await app.makeStartedMachine()
            try await emulator.settle()
            #expect(try await stopped.post("stop").code == 200)
            #expect(try await destroyed.destroy(force: true).code == 200)
            try await emulator.settle()
            let path = "/v1/orgs/personal/machines"
            let ids = { (query: String) in Set(try await emulator.get("\(path)?\(query)").json.ids) }
            #expect(try await ids("region=fra") == [stopped.id])
            #expect(try await ids("state=started") == [started.id])
            #expect(try await ids("state=Started,%20stopped") == [started.id, stopped.id])
            #expect(try await ids("state=destroyed") == [])
            #expect(try await ids("state=destroyed&include_deleted=true") == [destroyed.id])
            #expect(try await ids("include_deleted=1") == [started.id, stopped.id, destroyed.id])
            #expect(try await ids("include_deleted=false&limit=5000") == [started.id, stopped.id])
            let short = try await emulator.get("\(path)?summary=true&region=fra").json
            #expect(short["machines"]?[0]?["id"] == .string(stopped.id))
            #expect(short["machines"]?[0]?["config"] == nil)
        }
    }

    @Test(arguments: ["machines", "volumes"])
    func `a query that cannot be read is refused`(list: String) async throws {
        try await withEmulator { emulator in
            for (query, text) in [
                ("region=xyz", "invalid_argument: invalid region: xyz"),
                ("state=sleeping", "invalid_argument: invalid state: sleeping"),
                ("updated_after=yesterday", "invalid_argument: updated_after must be an RFC 3339 timestamp"),
                ("cursor=nonsense", "invalid_argument: invalid cursor"),
                ("limit=-1", "invalid_argument: limit must be a positive integer"),
                ("summary=perhaps", "invalid_argument: summary must be a boolean"),
                ("include_deleted=2", "invalid_argument: include_deleted must be a boolean"),
            ] {
                let answer = try await emulator.get("/v1/orgs/personal/\(list)?\(query)")
                #expect(answer.code == 400, "\(query)")
                #expect(answer.error == text)
            }
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct OrganizationVolumes {
    @Test func `volumes of all apps come with their app, and deleted ones when asked for`() async throws {
        try await withEmulator { emulator in
            let (one, two) = (try await emulator.makeApp("one"), try await emulator.makeApp("two"))
            let first = try await one.makeVolume()
            try await emulator.advance(by: "1s")
            let second = try await two.makeVolume(region: "fra")
            let path = "/v1/orgs/personal/volumes"
            let page = try await emulator.get(path).json
            #expect(page.objectValue?.keys == ["volumes", "last_volume_id", "last_updated_at", "next_cursor"])
            #expect(page.ids == [first, second])
            #expect(page["last_volume_id"] == .string(second))
            #expect(page["next_cursor"] == "")
            let volume = try #require(page["volumes"]?[1]?.objectValue)
            #expect(volume["app_name"] == "two")
            #expect(volume["updated_at"] == "2026-08-01T12:00:01.000Z")
            #expect(page["last_updated_at"] == volume["updated_at"])
            var plain = volume
            plain["app_name"] = nil
            plain["updated_at"] = nil
            #expect(try await emulator.get("\(two.volumesPath)/\(second)").json == .object(plain))

            #expect(try await emulator.get(path + "?region=fra").json.ids == [second])
            #expect(try await emulator.get(path + "?state=created&limit=1").json.ids == [first])
            let short = try await emulator.get(path + "?summary=true").json["volumes"]?[0]
            #expect(short?["size_gb"] == 1)
            for key in ["blocks", "block_size", "blocks_free", "blocks_avail", "bytes_used", "bytes_total"] {
                #expect(short?[key] == nil, "\(key)")
            }

            try await emulator.advance(by: "1s")
            #expect(try await emulator.delete("\(one.volumesPath)/\(first)").code == 200)
            #expect(try await emulator.get(path).json.ids == [second])
            #expect(try await emulator.get(path + "?include_deleted=true").json.ids == [second, first])
        }
    }

    @Test func `pages follow each other`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            var made: [String] = []
            for number in 0..<3 {
                made.append(try await app.makeVolume("v\(number)"))
                try await emulator.advance(by: "1s")
            }
            let first = try await emulator.get("/v1/orgs/personal/volumes?limit=2").json
            #expect(first.ids == Array(made.prefix(2)))
            let cursor = first["next_cursor"]?.stringValue ?? ""
            let second = try await emulator.get("/v1/orgs/personal/volumes?limit=2&cursor=\(cursor)").json
            #expect(second.ids == [made[2]])
            #expect(second["next_cursor"] == "")
        }
    }
}

extension JSON {
    /// The ids of an organization-wide list.
    fileprivate var ids: [String] {
        let elements = (self["machines"] ?? self["volumes"])?.arrayValue ?? []
        return elements.compactMap { $0["id"]?.stringValue }
    }
}
