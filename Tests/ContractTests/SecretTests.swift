import HTTPTypes
import MachineRules
import OrderedJSON
import Simulation
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct Secrets {
    private static let path = "/v1/apps/demo/secrets"

    private func names(_ answer: Answer) throws -> [String?] {
        try answer.json["secrets"]?.arrayValue?.map { $0["name"]?.stringValue } ?? []
    }

    @Test func `an app begins with none, at version 0`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            #expect(try await emulator.get(Self.path).json == ["secrets": []])
            #expect(try await emulator.get(Self.path + "?min_version=0").code == 200)
        }
    }

    @Test func `several are set at once, as flyctl does it, and listed without their values`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let set = try await emulator.post(Self.path, ["values": ["TOKEN": "swordfish", "EMPTY": ""]])
            #expect(set.code == 200)
            let now = try await emulator.world.now.rfc3339
            let secrets: JSON = [
                [
                    "name": "EMPTY", "digest": "66a4359298a2957c", "created_at": .string(now),
                    "updated_at": .string(now),
                ],
                [
                    "name": "TOKEN", "digest": "0ffcabe70fee05f6", "created_at": .string(now),
                    "updated_at": .string(now),
                ],
            ]
            #expect(try set.json == ["secrets": secrets, "version": 1, "Version": 1])
            #expect(try await emulator.get(Self.path).json == ["secrets": secrets])
            #expect(try await emulator.get(Self.path + "/TOKEN").json == secrets[1])
        }
    }

    @Test(arguments: ["true", "1", "t"])
    func `values are shown to whoever asks for them`(flag: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await emulator.post(Self.path, ["values": ["TOKEN": "sword\nfish 🎈"]])
            let list = try await emulator.get(Self.path + "?show_secrets=\(flag)")
            #expect(try list.json["secrets"]?[0]?["value"] == "sword\nfish 🎈")
            let one = try await emulator.get(Self.path + "/TOKEN?show_secrets=\(flag)")
            #expect(try one.json["value"] == "sword\nfish 🎈")
            #expect(try await emulator.get(Self.path + "/TOKEN?show_secrets=false").json["value"] == nil)
        }
    }

    @Test func `one that is set again keeps the day it was made`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let first = try await emulator.post(Self.path + "/TOKEN", ["value": "one"])
            #expect(first.code == 201)
            #expect(try first.json["name"] == "TOKEN")
            #expect(try first.json["value"] == nil)
            #expect(try [first.json["version"], first.json["Version"]] == [1, 1])
            try await emulator.advance(by: "1h")
            let second = try await emulator.post(Self.path + "/TOKEN", ["value": "two"])
            #expect(second.code == 201)
            #expect(try second.json["version"] == 2)
            #expect(try second.json["digest"] != first.json["digest"])
            #expect(try second.json["created_at"] == first.json["created_at"])
            #expect(try second.json["updated_at"] != first.json["updated_at"])
            #expect(try names(await emulator.get(Self.path)) == ["TOKEN"])
        }
    }

    @Test func `null unsets, and what is not there is no trouble`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await emulator.post(Self.path, ["values": ["A": "1", "B": "2"]])
            let changed = try await emulator.post(Self.path, ["values": ["A": nil, "GONE": nil, "C": "3"]])
            #expect(changed.code == 200)
            #expect(try names(changed) == ["B", "C"])
            #expect(try changed.json["version"] == 2)
        }
    }

    @Test(arguments: [#"{}"#, #"{"values":null}"#, #"{"values":{}}"#, #"{"values":{"GONE":null}}"#])
    func `a call that changes nothing leaves the version`(body: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await emulator.post(Self.path, ["values": ["A": "1"]])
            let answer = try await emulator.send(.post, Self.path, bytes: Array(body.utf8))
            #expect(answer.code == 200)
            #expect(try answer.json["version"] == 1)
            #expect(try names(answer) == ["A"])
        }
    }

    @Test func `one is deleted, and deleting is a version too`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await emulator.post(Self.path, ["values": ["A": "1", "B": "2"]])
            let deleted = try await emulator.delete(Self.path + "/A")
            #expect(deleted.code == 200)
            #expect(try deleted.json == ["version": 2, "Version": 2])
            #expect(try await emulator.get(Self.path + "/A").error == "secret not found")
            #expect(try await emulator.delete(Self.path + "/A").code == 404)
            #expect(try names(await emulator.get(Self.path + "?version=2")) == ["B"])
            #expect(try await emulator.get(Self.path + "?version=3").code == 412)
        }
    }

    @Test(arguments: ["min_version", "version"])
    func `a client that knows of a newer version is told so, not shown an older one`(query: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await emulator.post(Self.path + "/A", ["value": "1"])
            for path in [Self.path, Self.path + "/A"] {
                #expect(try await emulator.get("\(path)?\(query)=1").code == 200)
                let early = try await emulator.get("\(path)?\(query)=2")
                #expect(early.code == 412)
                #expect(
                    early.error == "failed_precondition: secrets version 2 is not available, currently 1")
            }
            _ = try await emulator.post(Self.path + "/B", ["value": "2"])
            #expect(try await emulator.get("\(Self.path)?\(query)=2").code == 200)
            for wrong in ["x", "-1", "1.5"] {
                let answer = try await emulator.get("\(Self.path)?\(query)=\(wrong)")
                #expect(answer.code == 400)
                #expect(answer.error == "invalid \(query), must be a whole number")
            }
        }
    }

    // MARK: - Refusals

    struct Refused: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        let body: String?
        let code: Int
        let text: String

        init(_ method: HTTPRequest.Method, _ path: String, _ body: String?, _ code: Int, _ text: String) {
            self.method = method
            self.path = path
            self.body = body
            self.code = code
            self.text = text
        }

        var testDescription: String { "\(method) \(path) \(body ?? "")" }
    }

    private static func badName(_ name: String) -> String {
        "invalid secret name '\(name)', must match ^[a-zA-Z_][a-zA-Z0-9_]*$"
    }

    private static let refused = [
        Refused(.get, "/v1/apps/nope/secrets", nil, 404, "app not found"),
        Refused(.get, "/v1/apps/nope/secrets/A", nil, 404, "app not found"),
        Refused(.post, "/v1/apps/nope/secrets", #"{"values":{"A":"1"}}"#, 404, "app not found"),
        Refused(.post, "/v1/apps/nope/secrets/A", #"{"value":"1"}"#, 404, "app not found"),
        Refused(.delete, "/v1/apps/nope/secrets/A", nil, 404, "app not found"),
        Refused(.get, path + "/A", nil, 404, "secret not found"),
        Refused(.delete, path + "/A", nil, 404, "secret not found"),
        Refused(.post, path, nil, 400, "EOF"),
        Refused(.post, path + "/A", nil, 400, "EOF"),
        Refused(
            .post, path, "[]", 400, "json: cannot unmarshal array into Go value of type main.appSecretsUpdateRequest"),
        Refused(
            .post, path, #"{"values":["A"]}"#, 400,
            "json: cannot unmarshal array into Go struct field appSecretsUpdateRequest.values of type map[string]*string"
        ),
        Refused(
            .post, path, #"{"values":{"GOOD":"1","A":1}}"#, 400,
            "json: cannot unmarshal number into Go struct field appSecretsUpdateRequest.values of type string"),
        Refused(
            .post, path + "/A", "7", 400, "json: cannot unmarshal number into Go value of type main.setAppSecretRequest"
        ),
        Refused(
            .post, path + "/A", #"{"value":true}"#, 400,
            "json: cannot unmarshal bool into Go struct field setAppSecretRequest.value of type string"),
        Refused(.post, path, #"{"values":{"GOOD":"1","1BAD":"2"}}"#, 400, badName("1BAD")),
        Refused(.post, path, #"{"values":{"":"2"}}"#, 400, badName("")),
        Refused(.post, path + "/a-b", #"{"value":"1"}"#, 400, badName("a-b")),
        Refused(
            .post, path, #"{"values":{"A":"1\u0000"}}"#, 400, "invalid values.A, must not contain a NUL character"),
        Refused(.post, path + "/A", #"{"value":"\u0000"}"#, 400, "invalid value, must not contain a NUL character"),
    ]

    @Test(arguments: refused)
    func `a refusal has its status and text, and sets nothing`(refused: Refused) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await emulator.send(
                refused.method, refused.path, bytes: refused.body.map { Array($0.utf8) })
            #expect(answer.code == refused.code)
            #expect(answer.error == refused.text)
            #expect(try await emulator.get(Self.path).json == ["secrets": []])
            let next = try await emulator.post(Self.path + "/NEXT", ["value": "1"])
            #expect(try next.json["version"] == 1)
        }
    }

    // MARK: - Whose they are

    @Test func `another app's secrets and versions are its own`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let other = try await emulator.makeApp("other")
            _ = try await emulator.post(Self.path, ["values": ["A": "1"]])
            #expect(try await emulator.get(other.path + "/secrets").json == ["secrets": []])
            #expect(try await emulator.get(other.path + "/secrets/A").error == "secret not found")
            let made = try await emulator.post(other.path + "/secrets/A", ["value": "1"])
            #expect(try made.json["version"] == 1)
            #expect(try await made.json["digest"] != emulator.get(Self.path + "/A").json["digest"])
        }
    }

    @Test func `they go with their app, and the version with them`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.post(Self.path, ["values": ["A": "1"]])
            #expect(try await emulator.delete(app.path).code == 202)
            #expect(try await emulator.get(Self.path).error == "app not found")
            _ = try await emulator.makeApp()
            #expect(try await emulator.get(Self.path).json == ["secrets": []])
            #expect(try await emulator.get(Self.path + "?min_version=1").code == 412)
        }
    }

    @Test func `a reset world has forgotten them, and makes the same digests again`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let before = try await emulator.post(Self.path + "/TOKEN", ["value": "swordfish"])
            #expect(try await emulator.post("/_windtunnel/worlds/default/reset").code == 204)
            _ = try await emulator.makeApp()
            #expect(try await emulator.get(Self.path + "/TOKEN").error == "secret not found")
            let after = try await emulator.post(Self.path + "/TOKEN", ["value": "swordfish"])
            #expect(try after.json["digest"] == before.json["digest"])
            #expect(try after.json["version"] == 1)
        }
    }

    @Test func `setting one neither restarts nor changes a machine`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine()
            let path = "\(app.machinesPath)/\(machine.id)"
            let before = try await emulator.get(path).json
            _ = try await emulator.post(Self.path, ["values": ["A": "1"]])
            try await emulator.settle()
            #expect(try await emulator.get(path).json == before)
        }
    }
}
