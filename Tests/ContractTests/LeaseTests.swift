import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct Leases {
    @Test func `a lease is taken, shown, refreshed and given back`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            #expect(try await emulator.get(machine.path + "/lease").error == "lease not found")

            let taken = try await machine.post("lease", ["ttl": 60, "description": "deploy"])
            #expect(taken.code == 201)
            #expect(try taken.json["status"] == "success")
            let data = try #require(taken.json["data"])
            #expect(data["description"] == "deploy")
            #expect(try await data["version"] == .string(machine.instanceID))
            let nonce = try #require(data["nonce"]?.stringValue)
            let shown = try await emulator.get(machine.path + "/lease")
            #expect(shown.code == 200)
            #expect(try shown.json == taken.json)

            try await emulator.advance(by: "10s")
            let refreshed = try await machine.post("lease?ttl=60", headers: TestMachine.proof(nonce))
            #expect(refreshed.code == 201)
            #expect(try refreshed.json["data"]?["nonce"] == .string(nonce))
            let ends = try #require(data["expires_at"]?.intValue)
            #expect(try refreshed.json["data"]?["expires_at"] == .int(ends + 10))

            let given = try await emulator.delete(machine.path + "/lease", headers: TestMachine.proof(nonce))
            #expect(given.code == 200)
            #expect(given.text == #"{"status":"success","data":{"ok":true}}"#)
            #expect(try await emulator.get(machine.path + "/lease").code == 404)
        }
    }

    @Test func `a lease ends by itself`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            _ = try await machine.lease(seconds: 30)
            try await emulator.advance(by: "29s")
            #expect(try await emulator.get(machine.path + "/lease").code == 200)
            try await emulator.advance(by: "1s")
            #expect(try await emulator.get(machine.path + "/lease").code == 404)
            #expect(try await machine.post("stop").code == 200)
        }
    }

    @Test(arguments: ["start", "stop", "suspend", "restart", "cordon", "uncordon", "lease"])
    func `without the nonce an action on a leased machine is refused`(action: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let before = try await machine.document
            _ = try await machine.lease(seconds: 30)
            for headers in [[:], TestMachine.proof("0123456789ab")] {
                let answer = try await machine.post(action, headers: headers)
                #expect(answer.code == 409)
                let text = try #require(answer.error)
                #expect(text.hasPrefix("aborted: machine ID \(machine.id) lease currently held by "))
                #expect(text.contains(", expires at 2026-08-01T12:00:"))
                #expect(text.hasSuffix("Z"))
            }
            #expect(try await machine.document == before)
        }
    }

    @Test func `without the nonce a leased machine is neither updated nor destroyed`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let proof = try await machine.lease()
            let before = try await machine.document
            #expect(try await machine.update(["image": "demo:v2"]).code == 409)
            #expect(try await machine.destroy(force: true).code == 409)
            #expect(try await machine.document == before)
            #expect(try await emulator.get(machine.path + "/lease").code == 200)
            #expect(try await machine.update(["image": "demo:v2"], headers: proof).code == 200)
        }
    }

    @Test func `reading is free while a machine is leased`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            _ = try await machine.lease()
            for path in ["", "/events", "/versions", "/lease", "/wait?state=started"] {
                #expect(try await emulator.get(machine.path + path).code == 200, "\(path)")
            }
            #expect(try await machine.app.makeMachine().created["state"] == "created")
        }
    }

    @Test(arguments: ["", "?include_leases=false"])
    func `a machine shows its lease only to those who ask`(query: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine()
            _ = try await machine.lease()
            #expect(try await emulator.get(machine.path + query).json["lease"] == nil)
            #expect(try await emulator.get(app.machinesPath + query).json[0]?["lease"] == nil)
        }
    }

    @Test func `a lease is shown without its nonce, and not when it has ended`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine()
            let free = try await app.makeStartedMachine()
            // What is rendered already must not hide the lease, nor the lease stay in it.
            _ = try await machine.document
            let taken = try await machine.post("lease", ["ttl": 30, "description": "deploy"])
            let data = try #require(taken.json["data"])
            let shown: JSON = [
                "description": "deploy", "expires_at": data["expires_at"] ?? nil, "owner": data["owner"] ?? nil,
            ]
            let paths = [machine.path + "?include_leases=true", app.machinesPath + "?include_leases=true"]
            #expect(try await emulator.get(paths[0]).json["lease"] == shown)
            let list = try await emulator.get(paths[1]).json
            #expect(list[0]?["lease"] == shown)
            #expect(list[1]?["id"] == .string(free.id))
            #expect(list[1]?["lease"] == nil)
            #expect(list[0]?["config"] != nil)
            let summary = try await emulator.get(paths[1] + "&summary=true").json
            #expect(summary[0]?["lease"] == shown)
            #expect(summary[0]?["config"] == nil)

            try await emulator.advance(by: "30s")
            #expect(try await emulator.get(paths[0]).json["lease"] == nil)
            #expect(try await emulator.get(paths[1]).json[0]?["lease"] == nil)
            #expect(try await machine.document["lease"] == nil)
        }
    }

    @Test func `a lease is given back only with its nonce`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let proof = try await machine.lease()
            #expect(try await emulator.delete(machine.path + "/lease").code == 400)
            #expect(
                try await emulator.delete(machine.path + "/lease", headers: TestMachine.proof("0123456789ab")).code
                    == 409)
            #expect(try await emulator.delete(machine.path + "/lease", headers: proof).code == 200)
            let twice = try await emulator.delete(machine.path + "/lease", headers: proof)
            #expect(twice.code == 404)
            #expect(twice.error == "lease not found")
        }
    }

    @Test func `a destroyed machine lets go of its lease`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let proof = try await machine.lease(seconds: 3600)
            _ = try await machine.destroy(force: true, headers: proof)
            try await emulator.settle()
            #expect(try await emulator.get(machine.path + "/lease").code == 404)
        }
    }
}
