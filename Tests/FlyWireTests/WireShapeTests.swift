import FlyWire
import OrderedJSON
import Testing

@Suite("Wire shapes")
struct WireShapeTests {
    @Test("a machine keeps its whole document beside the typed fields")
    func machine() throws {
        let json = try JSON(
            parsing: """
                {"id":"d892d51f691378","name":"aged-thunder-7371","state":"started","region":"iad",
                 "instance_id":"01J","private_ip":"fdaa:0:1::2","created_at":"2026-03-31T06:08:08Z",
                 "config":{"image":"nginx","later_key":1.0},"nobody_knows":true,
                 "events":[{"id":"e","type":"exit","status":"stopped","source":"flyd","timestamp":1774937288000,
                            "request":{"exit_event":{"exit_code":137}}}]}
                """)
        let machine = try Machine(json: json)
        #expect(machine.id == "d892d51f691378")
        #expect(machine.image == "nginx")
        #expect(machine.instanceID == "01J")
        #expect(machine.events.first?.exitCode == 137)
        #expect(machine.config?["later_key"] == .number(JSONNumber(text: "1.0")))
        #expect(machine.document == json)
    }

    @Test("a machine whose host is unreachable has a null config and no image")
    func machineWithoutConfig() throws {
        let machine = try Machine(json: ["id": "1", "state": "unknown", "config": nil])
        #expect(machine.config == nil)
        #expect(machine.image == nil)
    }

    @Test(
        "a document without what makes it one is refused by name",
        arguments: [
            ("[]", "no machine document: it is a JSON array"),
            (#"{"state":"started"}"#, #"no machine document: it has no "id""#),
            (#"{"id":7,"state":"started"}"#, #"no machine document: "id" is a JSON number"#),
        ])
    func refused(text: String, words: String) throws {
        let json = try JSON(parsing: text)
        let error = #expect(throws: WireShapeError.self) { try Machine(json: json) }
        #expect(error?.description == words)
    }

    @Test("an optional field of an unexpected kind is as good as absent")
    func lenient() throws {
        let app = try App(json: ["name": "a", "status": 5, "machine_count": "many", "organization": "personal"])
        #expect(app.status == nil)
        #expect(app.machineCount == nil)
        #expect(app.organization == nil)
    }

    @Test("the answer to a creation may leave the name out, as documented")
    func createdApp() throws {
        #expect(try App(created: ["id": "x", "created_at": 1], name: "demo").name == "demo")
        #expect(try App(created: ["id": "x", "name": "other"], name: "demo").name == "other")
        #expect(throws: WireShapeError.self) { try App(created: nil, name: "demo") }
    }

    @Test("regions are read with keys in capitals and in lower case", arguments: ["Regions", "regions"])
    func regions(key: String) throws {
        let region: JSON = ["code": "iad", "name": "Ashburn", "gateway_available": true, "capacity": 12]
        let list = try Region.list(json: .object(JSONObject([(key, JSON.array([region])), ("Nearest", "iad")])))
        #expect(list.map(\.code) == ["iad"])
        #expect(list.first?.gateway == true)
    }

    @Test(
        "a volume that is about to vanish says so",
        arguments: [("pending_destroy", true), ("destroying", true), ("created", false), ("hydrating", false)])
    func vanishingVolume(state: String, vanishes: Bool) throws {
        let volume = try Volume(json: ["id": "vol_1", "name": "data", "state": .string(state)])
        #expect(volume.isVanishing == vanishes)
    }

    @Test("a volume that nobody mounts has no machine, be it null or empty", arguments: ["null", #""""#])
    func unattached(text: String) throws {
        let volume = try Volume(
            json: ["id": "vol_1", "name": "data", "attached_machine_id": JSON(parsing: text)])
        #expect(volume.attachedMachineID == nil)
    }

    @Test("a world counts its apps, given as a number or as a list")
    func world() throws {
        #expect(try World(json: ["name": "w", "apps": 3]).apps == 3)
        #expect(try World(json: ["name": "w", "apps": ["a", "b"]]).apps == 2)
    }
}
