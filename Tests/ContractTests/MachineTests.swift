import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct Machines {
    @Test func `a new machine is created, then launches by itself`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let answer = try await emulator.post(
                app.machinesPath, ["name": "one", "region": "iad", "config": ["image": "registry.fly.io/demo:v1"]])
            #expect(answer.code == 200)
            #expect(answer.header("content-type") == "application/json; charset=utf-8")
            let made = try answer.json
            #expect(made["id"]?.stringValue?.wholeMatch(of: /[0-9a-f]{14}/) != nil)
            #expect(made["name"] == "one")
            #expect(made["state"] == "created")
            #expect(made["region"] == "iad")
            #expect(made["instance_id"]?.stringValue?.count == 26)
            #expect(made["private_ip"]?.stringValue?.hasPrefix("fdaa:") == true)
            #expect(made["image_ref"]?["repository"] == "demo")
            #expect(made["image_ref"]?["tag"] == "v1")
            #expect(made["host_status"] == "ok")
            #expect(made["config"]?["image"] == "registry.fly.io/demo:v1")

            let fired = try await emulator.settle()
            #expect(fired == [.init(kind: "launch", from: "created", to: "started")])
            let id = try #require(made["id"]?.stringValue)
            let machine = TestMachine(app: app, id: id, created: made)
            #expect(try await machine.state == "started")
            #expect(
                try await machine.events == ["launch/pending/flyd", "launch/created/user", "start/started/flyd"])
        }
    }

    @Test func `a machine made without launching settles stopped`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine(TestConfig.plain, ["skip_launch": true])
            #expect(machine.created["state"] == "created")
            try await emulator.settle()
            #expect(try await machine.state == "stopped")
            #expect(try await machine.events == ["launch/pending/flyd", "launch/created/user"])
        }
    }

    @Test func `what the create answered is what the get answers`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            #expect(try await machine.document == machine.created)
        }
    }

    @Test func `a lease can be taken with the create`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine(TestConfig.plain, ["lease_ttl": 30])
            let nonce = try #require(machine.created["nonce"]?.stringValue)
            try await emulator.advance(by: "10s")
            #expect(try await machine.post("stop").code == 409)
            #expect(try await machine.post("stop", headers: TestMachine.proof(nonce)).code == 200)
        }
    }

    @Test func `names are unique among the living of an app`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let first = try await app.makeStoppedMachine()
            let name = try #require(first.created["name"])
            let second = try await emulator.post(app.machinesPath, ["name": name, "config": TestConfig.plain])
            #expect(second.code == 409)
            #expect(
                second.error
                    == "already_exists: unique machine name violation, machine ID \(first.id) already exists with "
                    + "name \(name.text)")
            _ = try await first.destroy()
            try await emulator.settle()
            #expect(try await app.makeMachine(TestConfig.plain, ["name": name]).created["name"] == name)
        }
    }

    // MARK: - Lists

    @Test func `the list is filtered by region, state and metadata`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            func config(_ group: String, _ version: String) -> JSON {
                [
                    "image": "demo",
                    "metadata": ["fly_process_group": .string(group), "fly_platform_version": .string(version)],
                ]
            }
            let web = try await app.makeMachine(config("web", "v2"), ["region": "iad"])
            let worker = try await app.makeMachine(config("worker", "v2"), ["region": "fra"])
            let old = try await app.makeMachine(config("web", "v1"), ["region": "fra", "skip_launch": true])
            try await emulator.settle()

            for (query, expected) in [
                ("", [web, worker, old]),
                ("?region=fra", [worker, old]),
                ("?state=started", [web, worker]),
                ("?state=stopped,started", [web, worker, old]),
                ("?state=suspended", []),
                ("?metadata.fly_process_group=web", [web, old]),
                ("?metadata.fly_process_group=web&metadata.fly_platform_version=v2", [web]),
                ("?metadata.nothing=at-all", []),
                ("?region=fra&state=stopped", [old]),
            ] {
                let list = try await emulator.get(app.machinesPath + query)
                #expect(list.code == 200)
                let ids = try list.json.arrayValue?.compactMap { $0["id"]?.stringValue }
                #expect(ids == expected.map(\.id), "\(query)")
            }
        }
    }

    @Test func `a destroyed machine is listed only when asked for, and still answers`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine()
            #expect(try await machine.destroy().text == #"{"ok":true}"#)
            try await emulator.settle()
            #expect(try await emulator.get(app.machinesPath).json == [])
            let all = try await emulator.get(app.machinesPath + "?include_deleted=true").json
            #expect(all[0]?["state"] == "destroyed")
            #expect(try await machine.state == "destroyed")
        }
    }

    @Test func `a summary leaves out the large parts`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeMachine()
            let list = try await emulator.get(app.machinesPath + "?summary=true").json
            #expect(list[0]?["id"] == .string(machine.id))
            for key in ["config", "events", "checks", "host_status", "nonce"] {
                #expect(list[0]?[key] == nil, "\(key)")
            }
        }
    }

    // MARK: - History

    @Test func `events come newest first and as many as asked for`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            _ = try await machine.post("stop")
            try await emulator.settle()
            let all = try #require(await emulator.get(machine.path + "/events").json.arrayValue)
            #expect(all.compactMap { $0["type"]?.stringValue } == ["exit", "stop", "start", "launch", "launch"])
            let ids = all.compactMap { $0["id"]?.stringValue }
            #expect(ids == ids.sorted(by: >))
            let two = try #require(await emulator.get(machine.path + "/events?limit=2").json.arrayValue)
            #expect(two == Array(all.prefix(2)))
            #expect(try await machine.document["events"]?.arrayValue?.first == all[0])
            let exit = try #require(all[0]["request"]?["exit_event"])
            #expect(exit["requested_stop"] == true)
            #expect(exit["exit_code"] == 0)
            #expect(exit["guest_exit_code"] == 0)
        }
    }

    @Test func `versions keep every configuration, newest first`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let first = try await machine.instanceID
            #expect(try await machine.update(["image": "demo:v2"]).code == 200)
            try await emulator.settle()
            let second = try await machine.instanceID
            #expect(second != first)
            let versions = try #require(await emulator.get(machine.path + "/versions").json.arrayValue)
            #expect(versions.compactMap { $0["version"]?.stringValue } == [second, first])
            #expect(versions[0]["user_config"]?["image"] == "demo:v2")
            #expect(versions[1]["user_config"]?["image"] == "registry.fly.io/demo:v1")
        }
    }

    @Test(arguments: [("", 3), ("?limit=2", 2), ("?limit=51", 3), ("?limit=", 3)])
    func `events are limited as asked, newest first`(query: String, count: Int) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let events = try await emulator.get(machine.path + "/events" + query).json.arrayValue
            #expect(events?.count == count)
            #expect(events?.first?["type"] == "start")
        }
    }

    @Test func `no more than fifty events are listed`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            for _ in 1...30 {
                _ = try await machine.post("cordon")
                _ = try await machine.post("uncordon")
            }
            #expect(try await emulator.get(machine.path + "/events?limit=1000").json.arrayValue?.count == 50)
            #expect(try await emulator.get(machine.path + "/events").json.arrayValue?.count == 20)
        }
    }

    @Test(arguments: ["0", "-1", "many", "1.5"])
    func `a limit that is no number of events is refused`(limit: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.get(machine.path + "/events?limit=" + limit)
            #expect(answer.code == 400)
            #expect(answer.error == "invalid_argument: limit must be a positive number")
        }
    }

    // MARK: - Update

    @Test func `an update answers at once with the new version and boots what ran`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let before = try await machine.document
            let answer = try await machine.update(["image": "demo:v2", "env": ["A": "1"]], ["region": "fra"])
            #expect(answer.code == 200)
            let after = try answer.json
            #expect(after["state"] == "replacing")
            #expect(after["instance_id"] != before["instance_id"])
            #expect(after["config"]?["env"] == ["A": "1"])
            for key in ["id", "name", "region", "private_ip", "created_at"] { #expect(after[key] == before[key]) }
            let racing = try await machine.update(["image": "demo:v3"])
            #expect(racing.code == 409)
            #expect(racing.error == "aborted: machine update failed due to concurrent update")
            #expect(
                try await machine.post("start").error
                    == "failed_precondition: machine getting replaced, refusing to start")
            try await emulator.settle()
            #expect(try await machine.state == "started")
            #expect(
                try await machine.events.suffix(4)
                    == ["update/replacing/user", "exit/stopped/flyd", "launch/created/flyd", "start/started/flyd"])
        }
    }

    @Test func `an update replaces the configuration, it does not merge`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine(["image": "demo", "env": ["A": "1"]])
            _ = try await machine.update(["image": "demo"])
            #expect(try await machine.document["config"]?["env"] == nil)
        }
    }

    @Test func `a stopped machine stays stopped over an update`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            _ = try await machine.update(["image": "demo:v2"])
            try await emulator.settle()
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `an update of another version than the caller's is refused`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let version = try await machine.instanceID
            let other: JSON = ["current_version": "01JNRQ9VVKJ7HZFMJWJB3M3RYN"]
            let stale = try await machine.update(["image": "demo:v2"], other)
            #expect(stale.code == 409)
            #expect(stale.error == "aborted: machine update failed due to concurrent update")
            #expect(try await machine.instanceID == version)
            #expect(
                try await machine.update(["image": "demo:v2"], ["current_version": .string(version)]).code == 200)
        }
    }
}
