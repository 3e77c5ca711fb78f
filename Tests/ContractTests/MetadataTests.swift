import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Key-value pairs on a machine, changed while it runs on.
@Suite(.timeLimit(.minutes(5))) struct Metadata {
    private static let config: JSON = [
        "image": "demo", "metadata": ["fly_process_group": "web", "tier": "gold"],
    ]

    private static func metadata(of machine: TestMachine) async throws -> JSON {
        try await machine.app.emulator.get(machine.path + "/metadata").json
    }

    @Test func `all pairs are read, and one by its key`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config)
            let all = try await emulator.get(machine.path + "/metadata")
            #expect(all.code == 200)
            #expect(all.text == #"{"fly_process_group":"web","tier":"gold"}"#)
            let one = try await emulator.get(machine.path + "/metadata/tier")
            #expect(one.code == 200)
            #expect(one.text == #"{"value":"gold"}"#)
            let none = try await emulator.get(machine.path + "/metadata/nothing")
            #expect(none.code == 404)
            #expect(none.error == "metadata key not found")
        }
    }

    @Test func `a machine without metadata has an empty object of it`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            #expect(try await emulator.get(machine.path + "/metadata").text == "{}")
        }
    }

    @Test(arguments: [HTTPRequest.Method.put, .patch])
    func `a merge sets what is given, removes what is empty and leaves the rest`(
        method: HTTPRequest.Method
    ) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "metadata": ["kept": "1", "changed": "2", "nulled": "3", "emptied": "4"]])
            let answer = try await emulator.send(
                method, machine.path + "/metadata",
                [
                    "metadata": ["changed": "two", "nulled": nil, "emptied": "", "new": "5", "never": nil],
                    "updated_at": "2026-08-01T12:00:00Z",
                ])
            #expect(answer.code == 204)
            #expect(answer.bytes.isEmpty)
            #expect(try await Self.metadata(of: machine) == ["kept": "1", "changed": "two", "new": "5"])
        }
    }

    @Test func `a key is set, set anew and deleted, twice alike`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let path = machine.path + "/metadata/a%20key"
            #expect(try await emulator.post(path, ["value": "1"]).code == 204)
            #expect(try await emulator.post(path, ["value": "2", "updated_at": "whenever"]).code == 204)
            #expect(try await emulator.get(path).text == #"{"value":"2"}"#)
            #expect(try await Self.metadata(of: machine) == ["a key": "2"])
            for _ in 1...2 { #expect(try await emulator.delete(path).code == 204) }
            #expect(try await emulator.get(path).code == 404)
        }
    }

    @Test func `an empty value removes the key`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config)
            #expect(try await emulator.post(machine.path + "/metadata/tier", ["value": ""]).code == 204)
            #expect(try await emulator.post(machine.path + "/metadata/fly_process_group", [:]).code == 204)
            #expect(try await Self.metadata(of: machine) == [:])
        }
    }

    @Test func `the machine shows the change at once and otherwise stays what it was`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config)
            let (before, events) = (try await machine.document, try await machine.events)
            let versions = try await emulator.get(machine.path + "/versions").text
            try await emulator.advance(by: "1h")
            #expect(try await emulator.post(machine.path + "/metadata/tier", ["value": "lead"]).code == 204)
            let after = try await machine.document
            #expect(after["config"]?["metadata"] == ["fly_process_group": "web", "tier": "lead"])
            #expect(after["instance_id"] == before["instance_id"])
            #expect(after["state"] == "started")
            #expect(after["updated_at"] != before["updated_at"])
            #expect(try await machine.events == events)
            #expect(try await emulator.get(machine.path + "/versions").text == versions)
        }
    }

    @Test func `a change moves the machine from one filter to another`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(Self.config)
            _ = try await emulator.post(machine.path + "/metadata/tier", ["value": "lead"])
            #expect(try await emulator.get(app.machinesPath + "?metadata.tier=gold").json == [])
            #expect(
                try await emulator.get(app.machinesPath + "?metadata.tier=lead").json[0]?["id"] == .string(machine.id))
        }
    }

    @Test func `somebody else's lease is no obstacle`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config)
            _ = try await machine.lease()
            #expect(try await emulator.post(machine.path + "/metadata/a", ["value": "1"]).code == 204)
            #expect(try await emulator.send(.patch, machine.path + "/metadata", ["metadata": ["b": "2"]]).code == 204)
            #expect(try await emulator.delete(machine.path + "/metadata/tier").code == 204)
            #expect(try await Self.metadata(of: machine) == ["fly_process_group": "web", "a": "1", "b": "2"])
        }
    }

    @Test func `a merge is refused when the machine has another version than the caller believes`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let path = machine.path + "/metadata"
            let current = try await machine.instanceID
            let refused = try await emulator.send(
                .put, path, ["metadata": ["a": "1"], "machine_version": "01ARZ3NDEKTSV4RRFFQ69G5FAV"])
            #expect(refused.code == 412)
            #expect(refused.error == "failed_precondition: machine version mismatch")
            #expect(try await Self.metadata(of: machine) == [:])
            for version in [current, ""] {
                let answer = try await emulator.send(
                    .put, path, ["metadata": ["a": "1"], "machine_version": .string(version)])
                #expect(answer.code == 204)
            }
        }
    }

    @Test(
        arguments: [
            (
                #"{"metadata":{"a":1}}"#,
                "json: cannot unmarshal number into Go struct field updateMetadataRequest.metadata of type string"
            ),
            (
                #"{"metadata":["a"]}"#,
                "json: cannot unmarshal array into Go struct field updateMetadataRequest.metadata of type "
                    + "map[string]string"
            ),
            (
                #"{"metadata":{},"updated_at":5}"#,
                "json: cannot unmarshal number into Go struct field updateMetadataRequest.updated_at of type string"
            ),
            (#"{}"#, "invalid_argument: metadata is required"),
            ("", "EOF"),
        ])
    func `a merge that makes no sense is refused`(body: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config)
            let answer = try await emulator.send(.patch, machine.path + "/metadata", bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(answer.error == text)
            #expect(try await Self.metadata(of: machine) == Self.config["metadata"])
        }
    }

    @Test func `a value that is no text is refused`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.post(machine.path + "/metadata/a", ["value": 1])
            #expect(answer.code == 400)
            #expect(
                answer.error
                    == "json: cannot unmarshal number into Go struct field upsertMetadataKeyRequest.value of type string"
            )
        }
    }

    @Test func `a destroyed machine is read and not written`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine(Self.config)
            _ = try await machine.destroy()
            try await emulator.settle()
            #expect(try await Self.metadata(of: machine) == Self.config["metadata"])
            let answer = try await emulator.post(machine.path + "/metadata/a", ["value": "1"])
            #expect(answer.code == 404)
            #expect(answer.error == "machine not found")
        }
    }
}
