import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of `fly deploy` and its relatives, in order (reference/machines-rest.md, section 5.3).
@Suite(.timeLimit(.minutes(5))) struct `Deployments of the official client` {
    /// Two machines of the first release, as a deployment leaves them.
    private static func firstRelease(_ client: OfficialClient) async throws -> [String] {
        var ids: [String] = []
        for _ in 1...2 {
            let id = try await client.launch(ClientConfig.deployed("v1"), ["region": "iad"]).id
            try await client.waitForChange(id, "started")
            ids.append(id)
        }
        return ids
    }

    @Test func `a first deployment finds nothing, assigns addresses and makes machines`() async throws {
        try await withOfficialClient { client, _ in
            #expect(try await client.platformMachines().isEmpty)
            #expect(try await client.sendToApp(.get, "/ip_assignments").json["ips"] == [])
            for type in ["shared_v4", "v6"] {
                let body: JSON = [
                    "type": .string(type), "region": "", "org_slug": "", "network": "", "service_name": "",
                ]
                #expect(try await client.sendToApp(.post, "/ip_assignments", body).code == 200)
            }
            #expect(try await client.volumes().isEmpty)
            let ids = try await Self.firstRelease(client)
            #expect(try await Set(client.platformMachines().map { try $0.id }) == Set(ids))
        }
    }

    @Test func `a machine's start stands before its launch and its last exit, newest first`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await Self.firstRelease(client)[0]
            for release in 1...3 {
                if release > 1 {
                    _ = try await client.update(id, ClientConfig.deployed("v\(release)", release: release), nonce: nil)
                    try await emulator.settle()
                }
                let types = try #require(await client.get(id)["events"]?.arrayValue).map { $0["type"]?.stringValue }
                let start = try #require(types.firstIndex(of: "start"))
                #expect(start < (try #require(types.firstIndex(of: "launch"))))
                #expect(start < types.firstIndex(of: "exit") ?? .max)
            }
        }
    }

    @Test(arguments: [0, 1])
    func `a release command runs once, tells its exit and is gone`(exitCode: Int) async throws {
        try await withOfficialClient { client, emulator in
            _ = try await Self.firstRelease(client)
            let id = try await client.launch(ClientConfig.release, ["skip_launch": true, "region": "iad"]).id
            try await client.waitForChange(id, "stopped")
            let started = try await client.sendToApp(.post, "/machines/\(id)/start")
            #expect(started.code == 200)
            try await emulator.advance(by: "5s")
            #expect(try await client.get(id)["state"] == "started")

            let gone = try await client.whileHeld {
                try await client.wait(id, ["destroyed"])
            } then: {
                _ = try await emulator.post("/_windtunnel/machines/\(id)/exit", ["exit_code": .int(exitCode)])
                try await emulator.settle()
            }
            #expect([200, 404].contains(gone.code))
            // The record must outlive the machine: the client polls it for its exit.
            let events = try #require(await client.get(id)["events"]?.arrayValue)
            let exit = try #require(events.first { $0["type"] == "exit" })
            let start = try #require(events.first { $0["type"] == "start" })
            #expect(try #require(exit["timestamp"]?.intValue) >= start["timestamp"]?.intValue ?? .max)
            #expect(exit["request"]?["exit_event"]?["exit_code"] == .int(exitCode))
            #expect(exit["request"]?["exit_event"]?["guest_exit_code"] == .int(exitCode))
            #expect(try await client.platformMachines().count == 2)
        }
    }

    @Test func `what is left of an old release command is killed`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.release, ["skip_launch": true]).id
            try await emulator.settle()
            try await client.destroy(id, kill: true)
            try await emulator.settle()
            #expect(try await client.list().isEmpty)
        }
    }

    @Test func `a rolling deployment holds each lease and refreshes it under the same nonce`() async throws {
        try await withOfficialClient { client, emulator in
            for id in try await Self.firstRelease(client) {
                let nonce = try #require(await client.takeLease(id, ttl: 13)["nonce"]?.stringValue)
                let updated = try await client.update(
                    id, ClientConfig.deployed("v2", release: 2), ["region": "iad", "min_secrets_version": 0],
                    nonce: nonce)
                let version = updated["instance_id"]?.stringValue
                let answer = try await client.whileHeld {
                    try await client.wait(id, ["started"], version: version)
                } then: {
                    // Every four seconds: without it the lease would be over before the machine runs.
                    for _ in 1...4 {
                        try await emulator.advance(by: "4s")
                        let lease = try await client.refreshLease(id, ttl: 13, nonce: nonce)
                        #expect(lease["nonce"]?.stringValue == nonce, "the client fails when it changes")
                    }
                    try await emulator.settle()
                }
                #expect(answer.code == 200)
                try await client.waitForChecks(id)
                let machine = try await client.get(id)
                #expect(machine["config"]?["metadata"]?["fly_release_version"] == "2")
                let value: JSON = ["value": "true"]
                let marked = try await client.sendToApp(.post, "/machines/\(id)/metadata/deployed", value)
                #expect(marked.code == 204)
                let after = try await client.get(id)
                #expect(after["config"]?["metadata"]?["deployed"] == "true")
                #expect(after["instance_id"] == machine["instance_id"], "no version of its own")
                try await client.releaseLease(id, nonce: nonce)
            }
        }
    }

    @Test func `of waits for every acceptable state one is met and the others run out`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await Self.firstRelease(client)[0]
            _ = try await client.update(id, ClientConfig.deployed("v2"), nonce: nil)
            async let met = client.wait(id, ["started"])
            async let unmet = client.wait(id, ["suspended"], timeout: 30)
            try await emulator.until("both are held") { try await client.heldWaits == 2 }
            try await emulator.advance(by: "31s")
            #expect(try await met.code == 200)
            let answer = try await unmet
            #expect(answer.code == 408)
            #expect(
                answer.error
                    == "deadline_exceeded: machine failed to reach desired state, suspended, currently started")
        }
    }

    @Test func `several states in one wait are met by whichever comes`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await Self.firstRelease(client)[0]
            try await client.stop(id)
            try await client.waitForChange(id, "started", "stopped", "suspended")
        }
    }

    @Test func `a stopped machine is updated without a start`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await Self.firstRelease(client)[0]
            try await client.stop(id)
            try await emulator.settle()
            let nonce = try #require(await client.takeLease(id, ttl: 13)["nonce"]?.stringValue)
            _ = try await client.update(id, ClientConfig.deployed("v2"), ["skip_launch": true], nonce: nonce)
            try await client.waitForChange(id, "stopped")
            try await client.releaseLease(id, nonce: nonce)
            #expect(try await client.get(id)["config"]?["image"] == "registry.fly.io/paper-boats:v2")
        }
    }

    @Test func `a smoke check sees a machine that crashes and comes back`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await Self.firstRelease(client)[0]
            for _ in 1...2 {
                let answer = try await emulator.post("/_windtunnel/machines/\(id)/exit", ["exit_code": 1])
                #expect(answer.code == 202)
                try await emulator.settle()
            }
            let events = try #require(await client.get(id)["events"]?.arrayValue)
            let exits = events.filter { $0["type"] == "exit" }
            #expect(exits.count == 2)
            #expect(exits.allSatisfy { $0["request"]?["exit_event"]?["restarting"] == true })
        }
    }

    @Test func `a blue-green deployment lets green in before blue goes`() async throws {
        try await withOfficialClient { client, emulator in
            let blue = try await Self.firstRelease(client)
            var nonces: [String: String] = [:]
            for id in blue { nonces[id] = try await client.takeLease(id, ttl: 13)["nonce"]?.stringValue }
            /// In the client something of its own does this, every four seconds.
            func refreshLeases() async throws {
                for (id, nonce) in nonces { _ = try await client.refreshLease(id, ttl: 13, nonce: nonce) }
            }

            var config = ClientConfig.deployed("v2", release: 2).objectValue ?? [:]
            var metadata = config["metadata"]?.objectValue ?? [:]
            metadata["fly_bluegreen_deployment_tag"] = "green-2"
            config["metadata"] = .object(metadata)
            var green: [String] = []
            for _ in blue {
                let input: JSON = ["region": "iad", "skip_service_registration": true]
                let id = try await client.launch(.object(config), input).id
                green.append(id)
                nonces[id] = try await client.takeLease(id, ttl: 13)["nonce"]?.stringValue
                try await client.waitForChange(id, "started")
                try await refreshLeases()
                #expect(try await client.get(id)["cordoned"] == true)
                try await client.waitForChecks(id)
                try await refreshLeases()
            }
            for id in green { try await client.act("uncordon", on: id, nonce: nonces[id]) }
            for id in blue { try await client.act("cordon", on: id, nonce: nonces[id]) }
            for id in blue {
                try await client.stop(id, nonce: nonces[id])
                try await client.waitForChange(id, "stopped")
                try await client.destroy(id, kill: true, nonce: nonces.removeValue(forKey: id))
                try await refreshLeases()
            }
            try await emulator.settle()
            for id in green { try await client.releaseLease(id, nonce: try #require(nonces[id])) }
            let left = try await client.platformMachines()
            #expect(try Set(left.map { try $0.id }) == Set(green))
            #expect(left.allSatisfy { $0["cordoned"] != true && $0["state"] == "started" })
        }
    }

    @Test func `fly scale count makes what is missing and destroys what is too much`() async throws {
        try await withOfficialClient { client, emulator in
            let ids = try await Self.firstRelease(client)
            let model = try #require(await client.platformMachines().first?["config"])
            for id in ids { _ = try await client.takeLease(id, ttl: 13) }
            let added = try await client.launch(model, ["region": "iad"]).id
            try await client.waitForChange(added, "started")
            #expect(try await client.platformMachines().count == 3)
            try await emulator.advance(by: "14s")

            for id in ids {
                let nonce = try await client.takeLease(id, ttl: 13)["nonce"]?.stringValue
                try await client.destroy(id, kill: true, nonce: nonce)
            }
            try await emulator.settle()
            #expect(try await client.platformMachines().map { try $0.id } == [added])
        }
    }

    @Test func `fly scale vm updates every machine's guest`() async throws {
        try await withOfficialClient { client, _ in
            for id in try await Self.firstRelease(client) {
                var config = try await client.get(id)["config"]?.objectValue ?? [:]
                config["guest"] = ["cpu_kind": "shared", "cpus": 2, "memory_mb": 1024]
                let nonce = try await client.takeLease(id, ttl: 13)["nonce"]?.stringValue
                _ = try await client.update(id, .object(config), nonce: nonce)
                try await client.waitForChange(id, "started")
                try await client.releaseLease(id, nonce: try #require(nonce))
                #expect(try await client.get(id)["config"]?["guest"]?["memory_mb"] == 1024)
            }
        }
    }

    @Test func `fly apps restart restarts each machine under its lease`() async throws {
        try await withOfficialClient { client, _ in
            for id in try await Self.firstRelease(client) {
                try await client.withLease(id) { _, nonce in
                    let answer = try await client.sendToApp(
                        .post, "/machines/\(id)/restart?force_stop=false", nonce: nonce)
                    #expect(answer.code == 200)
                    try await client.waitForChange(id, "started")
                }
            }
        }
    }

    @Test func `a deployment that lost its lease is refused in words the client knows`() async throws {
        try await withOfficialClient { client, _ in
            let id = try await Self.firstRelease(client)[0]
            _ = try await client.takeLease(id, ttl: 13)
            let body: JSON = ["config": ClientConfig.deployed("v2"), "skip_secrets": false]
            let answer = try await client.sendToApp(.post, "/machines/\(id)", body)
            #expect(answer.code == 409)
            #expect(answer.error?.contains("lease currently held by") == true)
        }
    }
}
