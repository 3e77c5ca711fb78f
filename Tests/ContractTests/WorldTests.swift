import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

private let worlds = "/_windtunnel/worlds"

@Suite(.timeLimit(.minutes(5))) struct WorldControls {
    @Test func `each token's world has its own apps`() async throws {
        try await withEmulator { emulator in
            for (index, name) in ["red", "blue"].enumerated() {
                let world = emulator.inWorld(name)
                _ = try await world.makeApp("same-name")
                for number in 0..<index { _ = try await world.makeApp("more-\(number)") }
            }
            #expect(try await emulator.get("/v1/apps/same-name").code == 404)
            let list = try await emulator.get(worlds).json["worlds"]?.arrayValue ?? []
            #expect(
                list.map { [$0["name"], $0["apps"]] } == [["blue", 2], ["default", 0], ["red", 1]])
        }
    }

    @Test(arguments: [
        "Bearer wt_red", "Bearer wt_red_anything_else", "FlyV1 wt_red", "Bearer FlyV1 wt_red",
        "Bearer fm2_xyz,wt_red", "bearer wt_red",
    ])
    func `a token names the world however it is sent`(authorization: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.inWorld("red").makeApp()
            #expect(try await emulator.get("/v1/apps/demo", headers: [.authorization: authorization]).code == 200)
        }
    }

    @Test func `the header wins over the token`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.inWorld("red").makeApp()
            var headers: HTTPFields = [.authorization: "Bearer wt_blue"]
            headers[.world] = "red"
            #expect(try await emulator.get("/v1/apps/demo", headers: headers).code == 200)
        }
    }

    @Test(arguments: ["Bearer fm2_real_token", "Bearer wt_", "Basic dXNlcjpwYXNz", ""])
    func `any other token means the default world`(authorization: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            #expect(try await emulator.get("/v1/apps/demo", headers: [.authorization: authorization]).code == 200)
        }
    }

    @Test(arguments: ["../../etc", "-x", "a b", "naïve", String(repeating: "x", count: 64)])
    func `a name that is none is refused`(name: String) async throws {
        try await withEmulator { emulator in
            var headers = HTTPFields()
            headers[.world] = name
            let answer = try await emulator.get("/v1/apps/demo", headers: headers)
            #expect(answer.code == 400)
            #expect(answer.requestID != nil)
            #expect(try await emulator.post(worlds, ["name": .string(name)]).code == 400)
        }
    }

    @Test func `a world is made once`() async throws {
        try await withEmulator { emulator in
            let made = try await emulator.post(worlds, ["name": "red"])
            #expect(made.code == 201)
            #expect(try made.json["name"] == "red")
            #expect(try made.json["machines"] == 0)
            let again = try await emulator.post(worlds, ["name": "red"])
            #expect(again.code == 409)
            #expect(again.error == #"a world "red" exists already"#)
        }
    }

    @Test func `a fork has everything, pending steps too, and goes its own way`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeMachine()
            let forked = try await emulator.post(worlds + "/default/fork", ["name": "copy"])
            #expect(forked.code == 201)
            #expect(try forked.json["machines"] == 1)
            let copy = emulator.inWorld("copy")
            #expect(try await copy.get(machine.path).json == machine.created)
            #expect(try await copy.settle().count == 1)
            #expect(try await copy.get(machine.path).json["state"] == "started")
            #expect(try await machine.state == "created")
            #expect(try await emulator.post(worlds + "/default/fork", ["name": "copy"]).code == 409)
        }
    }

    @Test func `a snapshot brings everything back, the clock too`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeMachine()
            let snapshot = try await emulator.post(worlds + "/default/snapshots", ["name": "before"])
            #expect(snapshot.code == 201)
            try await emulator.settle()
            _ = try await emulator.makeApp("later")
            try await emulator.advance(by: "5m")

            #expect(try await emulator.post(worlds + "/default/restore", ["snapshot": "before"]).code == 204)
            #expect(try await machine.document == machine.created)
            #expect(try await emulator.get("/v1/apps/later").code == 404)
            #expect(try await emulator.get("/_windtunnel/clock").json["now"] == "2026-08-01T12:00:00.000Z")
            let list = try await emulator.get(worlds + "/default/snapshots").json
            #expect(list["snapshots"]?[0]?["name"] == "before")
            #expect(try await emulator.post(worlds + "/default/restore", ["snapshot": "never"]).code == 404)
        }
    }

    @Test func `a reset world is empty and answers`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp().makeStartedMachine()
            #expect(try await emulator.post(worlds + "/default/reset").code == 204)
            #expect(try await emulator.get("/v1/apps?org_slug=personal").json["total_apps"] == 0)
            _ = try await emulator.makeApp()
        }
    }

    @Test func `the same seed makes the same world`() async throws {
        func run() async throws -> [String] {
            try await withEmulator { emulator in
                let app = try await emulator.makeApp()
                let machines = [try await app.makeStartedMachine(), try await app.makeStartedMachine()]
                return machines.map(\.created.text)
            }
        }
        let (first, second) = (try await run(), try await run())
        #expect(first == second)
    }

    @Test func `a deleted world is gone`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.inWorld("red").makeApp()
            #expect(try await emulator.delete(worlds + "/red").code == 204)
            let names = try await emulator.get(worlds).json["worlds"]?.arrayValue?.compactMap { $0["name"] }
            #expect(names == ["default"])
            #expect(try await emulator.delete(worlds + "/red").code == 404)
            #expect(try await emulator.inWorld("red").get("/v1/apps/demo").code == 404)
        }
    }

    @Test(arguments: ["reset", "fork", "restore", "snapshots"])
    func `a world that is not there is 404`(action: String) async throws {
        try await withEmulator { emulator in
            let bodies: [String: JSON] = [
                "fork": ["name": "copy"], "restore": ["snapshot": "s"], "snapshots": ["name": "s"],
            ]
            let answer = try await emulator.post("\(worlds)/nowhere/\(action)", bodies[action])
            #expect(answer.code == 404)
            #expect(answer.error == #"there is no world "nowhere""#)
        }
    }
}

extension HTTPField.Name {
    fileprivate static let world = HTTPField.Name("Windtunnel-World") ?? .from
}
