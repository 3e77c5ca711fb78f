import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of flyctl's machine commands, in order (reference/machines-rest.md, section 5.2).
@Suite(.timeLimit(.minutes(5))) struct `Machine commands of the official client` {
    @Test func `fly machine run makes a machine, waits for it and looks at its checks`() async throws {
        try await withOfficialClient { client, _ in
            let config = ClientConfig.deployed("v1")
            let made = try await client.launch(config, ["region": "iad", "name": "first-boat"])
            #expect(made["state"] == "created")
            #expect(made["region"] == "iad")
            #expect(made["name"] == "first-boat")
            let id = try made.id
            try await client.waitForChange(id, "started")
            let machine = try await client.get(id)
            #expect(machine["state"] == "started")
            #expect(machine["instance_id"] == made["instance_id"])
            #expect(machine["private_ip"] == made["private_ip"])
            let checks = try #require(machine["checks"]?.arrayValue)
            #expect(checks.map { $0["name"] } == ["servicecheck-00-http-8080"])
            try await client.waitForChecks(id)
        }
    }

    @Test func `fly machine create prepares a machine that never boots`() async throws {
        try await withOfficialClient { client, emulator in
            let made = try await client.launch(ClientConfig.run, ["skip_launch": true])
            try await emulator.settle()
            let machine = try await client.get(try made.id)
            #expect(machine["state"] == "stopped")
            #expect(machine["events"]?.arrayValue?.contains { $0["type"] == "start" } == false)
        }
    }

    @Test func `an ephemeral console runs until it is stopped, and is gone then`() async throws {
        try await withOfficialClient { client, emulator in
            var config = ClientConfig.run.objectValue ?? [:]
            config["auto_destroy"] = true
            config["restart"] = ["policy": "no"]
            config["metadata"] = ["fly_platform_version": "v2", "fly_process_group": "fly_app_console"]
            let id = try await client.launch(.object(config)).id
            // Each try waits for a second only, and 408 begins the next.
            let early = try await client.whileHeld {
                try await client.wait(id, ["started"], timeout: 1)
            } then: {
                try await emulator.advance(by: "1s")
            }
            #expect(early.code == 408)
            try await client.waitForChange(id, "started")
            #expect(try await client.get(id)["private_ip"]?.stringValue?.hasPrefix("fdaa:") == true)
            try await client.stop(id)
            let gone = try await client.whileHeld {
                try await client.wait(id, ["destroyed"])
            } then: {
                try await emulator.settle()
            }
            #expect([200, 404].contains(gone.code))
            #expect(try await client.platformMachines().isEmpty)
        }
    }

    @Test func `an ephemeral machine that ends early answers 404 to the wait, and tells its exit`() async throws {
        try await withOfficialClient { client, emulator in
            var config = ClientConfig.run.objectValue ?? [:]
            config["auto_destroy"] = true
            config["restart"] = ["policy": "no"]
            let id = try await client.launch(.object(config)).id
            try await client.waitForChange(id, "started")
            let answer = try await client.whileHeld {
                try await client.wait(id, ["suspended"])
            } then: {
                _ = try await emulator.post("/_windtunnel/machines/\(id)/exit", ["exit_code": 3])
                try await emulator.settle()
            }
            #expect(answer.code == 404)
            #expect(answer.error?.contains("machine not found") == true)
            let machine = try await client.get(id)
            #expect(machine["state"] == "destroyed")
            let exit = try #require(machine["events"]?.arrayValue?.first { $0["type"] == "exit" })
            #expect(exit["request"]?["exit_event"]?["exit_code"] == 3)
        }
    }

    @Test func `fly machine update takes the lease, updates, waits until settled and lets go`() async throws {
        try await withOfficialClient { client, _ in
            let first = try await client.launch(ClientConfig.deployed("v1"))
            let id = try first.id
            try await client.waitForChange(id, "started")
            try await client.withLease(id) { machine, nonce in
                let input: JSON = ["region": machine["region"] ?? nil, "name": machine["name"] ?? nil]
                let updated = try await client.update(id, ClientConfig.deployed("v2"), input, nonce: nonce)
                #expect(updated["instance_id"] != machine["instance_id"])
                #expect(updated["state"] == "replacing")
                let version = updated["instance_id"]?.stringValue
                try await client.waitForChange(id, "settled", version: version)
                let settled = try await client.get(id)
                #expect(settled["state"] == "started", "failed would be an error")
                #expect(settled["instance_id"] == updated["instance_id"])
                try await client.waitForChecks(id)
                #expect(settled["config"]?["image"] == "registry.fly.io/paper-boats:v2")
                #expect(settled["private_ip"] == first["private_ip"])
            }
        }
    }

    @Test func `fly machine update reads the machine again when the lease knows a newer version`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await client.waitForChange(id, "started")
            let seen = try await client.get(id)
            _ = try await client.update(id, ClientConfig.deployed("v2"), nonce: nil)
            try await emulator.settle()
            let lease = try await client.takeLease(id)
            #expect(lease["version"] != seen["instance_id"])
            #expect(try await client.get(id)["instance_id"] == lease["version"])
        }
    }

    @Test func `fly machine update --skip-start leaves a stopped machine stopped`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run, ["skip_launch": true]).id
            try await emulator.settle()
            try await client.withLease(id) { _, nonce in
                _ = try await client.update(id, ClientConfig.deployed("v2"), ["skip_launch": true], nonce: nonce)
                try await client.waitForChange(id, "settled")
                #expect(try await client.get(id)["state"] == "stopped")
            }
        }
    }

    @Test func `fly machine start tells the state before`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run, ["skip_launch": true]).id
            try await emulator.settle()
            try await client.withLease(id) { _, nonce in
                let answer = try await client.sendToApp(.post, "/machines/\(id)/start", nonce: nonce)
                #expect(answer.code == 200)
                #expect(try answer.json["previous_state"] == "stopped")
                #expect(try answer.json["status"] != "error")
            }
            try await client.waitForChange(id, "started")
        }
    }

    @Test func `fly machine stop --wait-timeout waits until it is stopped`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            try await client.withLease(id) { _, nonce in
                try await client.stop(id, nonce: nonce)
                let version = try await client.get(id)["instance_id"]?.stringValue
                try await client.waitForChange(id, "stopped", version: version)
            }
        }
    }

    @Test func `fly machine stop --signal --timeout sends both as words`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            try await client.withLease(id) { _, nonce in
                let body: JSON = ["id": .string(id), "signal": "SIGTERM", "timeout": "1m30s"]
                #expect(try await client.sendToApp(.post, "/machines/\(id)/stop", body, nonce: nonce).code == 200)
                try await client.waitForChange(id, "stopped")
            }
        }
    }

    @Test func `fly machine suspend waits until it is suspended`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            try await client.withLease(id) { _, nonce in
                try await client.act("suspend", on: id, nonce: nonce)
                try await client.waitForChange(id, "suspended")
            }
        }
    }

    @Test(arguments: ["?force_stop=false", "?force_stop=true&timeout=10s&signal=SIGTERM"])
    func `fly machine restart keeps its wait pending until the machine runs again`(query: String) async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.deployed("v1")).id
            try await emulator.settle()
            try await client.withLease(id) { machine, nonce in
                let answer = try await client.sendToApp(.post, "/machines/\(id)/restart\(query)", nonce: nonce)
                #expect(answer.code == 200)
                try await client.waitForChange(id, "started")
                let restarted = try await client.get(id)
                #expect(restarted["instance_id"] == machine["instance_id"])
                try await client.waitForChecks(id)
            }
        }
    }

    @Test func `fly machine destroy goes on from stopped`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run, ["skip_launch": true]).id
            try await emulator.settle()
            let machine = try await client.get(id)
            #expect(["stopped", "suspended"].contains(machine["state"]?.stringValue))
            let nonce = try #require(await client.takeLease(id)["nonce"]?.stringValue)
            try await client.destroy(id, kill: false, nonce: nonce)
            try await emulator.settle()
            #expect(try await client.list().isEmpty)
        }
    }

    @Test func `fly machine destroy --force kills what runs`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            let nonce = try #require(await client.takeLease(id)["nonce"]?.stringValue)
            let refused = try await client.sendToApp(.delete, "/machines/\(id)?kill=false", nonce: nonce)
            #expect(refused.code == 412)
            try await client.destroy(id, kill: true, nonce: nonce)
            try await emulator.settle()
            #expect(try await client.list().isEmpty)
        }
    }

    @Test func `fly machine clone copies the configuration and the volume it mounts`() async throws {
        try await withOfficialClient { client, emulator in
            let volume = try await client.createVolume("boat_data")
            var config = ClientConfig.deployed("v1").objectValue ?? [:]
            config["mounts"] = [["volume": .string(try volume.id), "path": "/data", "name": "boat_data"]]
            let source = try await client.launch(.object(config), ["region": "iad"])
            try await emulator.settle()

            let machine = try await client.get(try source.id)
            let mount = try #require(machine["config"]?["mounts"]?[0])
            let mounted = try #require(mount["volume"]?.stringValue)
            let original = try await client.volume(mounted)
            #expect(original["attached_machine_id"] == source["id"])
            let copy = try await client.createVolume("boat_data", size: original["size_gb"]?.intValue)
            var copied = machine["config"]?.objectValue ?? [:]
            copied["mounts"] = [["volume": .string(try copy.id), "path": mount["path"] ?? nil]]
            let clone = try await client.launch(.object(copied), ["region": machine["region"] ?? nil])
            try await client.waitForChange(try clone.id, "started")
            #expect(clone["id"] != machine["id"])
            #expect(clone["config"]?["guest"] == machine["config"]?["guest"])
            #expect(clone["config"]?["mounts"]?[0]?["path"] == "/data")
            #expect(try await client.volume(try copy.id)["attached_machine_id"] == clone["id"])
        }
    }

    @Test func `fly machine list and status read everything they show`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.deployed("v1")).id
            try await emulator.settle()
            try await client.stop(id)
            try await emulator.settle()
            let listed = try #require(await client.list().first)
            let shown = try await client.get(id)
            for key in ["id", "name", "state", "region", "image_ref", "private_ip", "config", "checks", "updated_at"] {
                #expect(listed[key] == shown[key], "\(key)")
            }
            let exit = try #require(shown["events"]?.arrayValue?.first { $0["type"] == "exit" })
            #expect(exit["request"]?["exit_event"]?["requested_stop"] == true)
        }
    }

    @Test(arguments: ["cordon", "uncordon"])
    func `fly machine cordon and uncordon hold the lease`(action: String) async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            try await client.withLease(id) { _, nonce in try await client.act(action, on: id, nonce: nonce) }
            #expect((try await client.get(id)["cordoned"] == true) == (action == "cordon"))
        }
    }

    @Test func `fly machine wait for settled reads the machine afterwards`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            let answer = try await client.wait(id, ["settled"], timeout: 37)
            #expect(answer.code == 200)
            #expect(try await client.get(id)["state"] == "started")
        }
    }

    @Test func `fly machine leases view and clear know what none is`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            let none = try await client.sendToApp(.get, "/machines/\(id)/lease")
            #expect(none.code == 404)
            // The client puts words of its own before, and looks for this with a blank in front.
            #expect("failed: \(none.error ?? "")".contains(" lease not found"))
            _ = try await client.takeLease(id)
            let found = try await client.sendToApp(.get, "/machines/\(id)/lease")
            #expect(found.code == 200)
            let nonce = try #require(Decoded.lease(found)["nonce"]?.stringValue)
            try await client.releaseLease(id, nonce: nonce)
            #expect(try await client.sendToApp(.get, "/machines/\(id)/lease").code == 404)
        }
    }

    @Test func `fly machine kill sends the number nine, with no lease`() async throws {
        try await withOfficialClient { client, emulator in
            var config = ClientConfig.run.objectValue ?? [:]
            config["restart"] = ["policy": "no"]
            let id = try await client.launch(.object(config)).id
            try await emulator.settle()
            #expect(try await client.get(id)["state"] == "started")
            let answer = try await client.sendToApp(.post, "/machines/\(id)/signal", ["signal": 9])
            #expect(answer.code == 200)
            try await emulator.settle()
            let machine = try await client.get(id)
            #expect(machine["state"] == "stopped")
            let exit = try #require(machine["events"]?.arrayValue?.first { $0["type"] == "exit" })
            #expect(exit["request"]?["exit_event"]?["guest_signal"] == 9)
            #expect(exit["request"]?["exit_event"]?["requested_stop"] == false)
        }
    }

    @Test func `fly machine exec sends one command line, with no lease`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            let body: JSON = ["cmd": "echo hello", "timeout": 10]
            let answer = try await client.sendToApp(.post, "/machines/\(id)/exec", body)
            #expect(answer.code == 200)
            #expect(try answer.json["exit_code"]?.intValue != nil)
            #expect(try answer.json["stdout"]?.stringValue != nil)
            #expect(try answer.json["stderr"]?.stringValue != nil)
        }
    }

    @Test func `the processes of a machine are read with all their numbers`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.run).id
            try await emulator.settle()
            let processes = try #require(await client.sendToApp(.get, "/machines/\(id)/ps").json.arrayValue)
            #expect(!processes.isEmpty)
            for process in processes {
                for key in ["pid", "stime", "rtime", "cpu", "rss"] { #expect(process[key]?.intValue != nil, "\(key)") }
                #expect(process["listen_sockets"]?.arrayValue != nil)
            }
        }
    }
}
