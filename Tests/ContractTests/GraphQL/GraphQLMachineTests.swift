import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What is done to machines by GraphQL is what REST shows (reference/graphql.md, section 3.4).
@Suite(.timeLimit(.minutes(5))) struct GraphQLMachines {
    private static let launch = """
        mutation($input: LaunchMachineInput!) {
            launchMachine(input: $input) { clientMutationId app { name } machine { id name state region instanceId } }
        }
        """

    /// Sends one of the mutations that take a machine.
    private func act(
        _ verb: String,
        on machine: TestMachine,
        _ more: JSON = [:]
    ) async throws -> JSON {
        var input = more.objectValue ?? [:]
        input["id"] = .string(machine.id)
        let type = verb.prefix(1).uppercased() + verb.dropFirst() + "MachineInput"
        return try await machine.app.emulator.query(
            "mutation($input: \(type)!) { done: \(verb)Machine(input: $input) { machine { id state } } }",
            ["input": .object(input)]
        ).json
    }

    @Test func `a machine is launched into an app, and again with its id to be updated`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let input: JSON = [
                "appId": "demo", "name": "worker", "region": "ams", "config": TestConfig.plain, "clientMutationId": "",
            ]
            let launched = try #require(
                try await emulator.query(Self.launch, ["input": input]).json["data"]?["launchMachine"])
            #expect(launched["clientMutationId"] == "")
            #expect(launched["app"] == ["name": "demo"])
            let machine = try #require(launched["machine"])
            #expect(machine["name"] == "worker")
            #expect(machine["region"] == "ams")
            #expect(machine["state"] == "created")
            let id = try #require(machine["id"]?.stringValue)
            try await emulator.settle()
            let shown = TestMachine(app: app, id: id, created: nil)
            #expect(try await shown.state == "started")
            var config = try #require(TestConfig.plain.objectValue)
            config["env"] = ["GREETING": "hello"]
            let updated = try await emulator.query(
                Self.launch, ["input": ["appId": "demo", "id": .string(id), "config": .object(config)]]
            ).json["data"]?["launchMachine"]?["machine"]
            #expect(updated?["id"]?.stringValue == id)
            #expect(updated?["instanceId"] != machine["instanceId"])
            #expect(try await shown.document["config"]?["env"] == ["GREETING": "hello"])
        }
    }

    @Test func `a machine without an app gets a new one in the organization`() async throws {
        try await withEmulator { emulator in
            let personal = try #require(
                try await emulator.query("{ personalOrganization { id } }").json["data"]?["personalOrganization"]?["id"]
            )
            let launched = try await emulator.query(
                Self.launch, ["input": ["organizationId": personal, "config": TestConfig.plain]]
            ).json["data"]?["launchMachine"]
            let name = try #require(launched?["app"]?["name"]?.stringValue)
            #expect(try await emulator.get("/v1/apps/\(name)").json["machine_count"] == 1)
        }
    }

    @Test(
        arguments: [
            (["appId": "demo", "config": [:]], "INVALID_ARGUMENTS config.image is required"),
            (
                ["appId": "demo", "config": "text"],
                "INVALID_ARGUMENTS json: cannot unmarshal string into Go struct field"
            ),
            (["appId": "nobody", "config": ["image": "x"]], "NOT_FOUND Could not find App \"nobody\""),
            (["config": ["image": "x"]], "NOT_FOUND Could not find App"),
            (["organizationId": "x", "config": ["image": "x"]], "NOT_FOUND Could not find Organization"),
            (["appId": "demo", "id": "148e2d1a9c0f73", "config": ["image": "x"]], "NOT_FOUND Could not find Machine"),
            (
                ["appId": "demo", "region": "xyz", "config": ["image": "x"]],
                "INVALID_ARGUMENTS invalid region: xyz"
            ),
        ] as [(JSON, String)])
    func `what cannot be launched is refused in the words of REST`(input: JSON, text: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let complaints = try await emulator.complaints(Self.launch, ["input": input])
            #expect(complaints.count == 1)
            #expect(complaints.first?.hasPrefix(text) == true, "\(complaints)")
        }
    }

    @Test func `a machine is stopped, started, killed and removed`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let stopping = try await act("stop", on: machine, ["signal": "SIGINT", "killTimeoutSecs": 10])
            #expect(
                stopping == ["data": ["done": ["machine": ["id": .string(machine.id), "state": "stopping"]]]])
            try await emulator.settle()
            #expect(try await machine.state == "stopped")
            let starting = try await act("start", on: machine, ["appId": "demo"])
            #expect(starting["data"]?["done"]?["machine"]?["state"] == "starting")
            try await emulator.settle()
            #expect(try await machine.state == "started")
            let killed = try await act("kill", on: machine)
            #expect(killed["errors"] == nil)
            let exit = try await emulator.get(machine.path + "/events?limit=50").json.arrayValue?
                .first { $0["type"] == "exit" }?["request"]?["exit_event"]
            #expect(exit?["exit_code"] == 137)
            #expect(exit?["requested_stop"] == false)
            let removed = try await act("remove", on: machine, ["kill": true])
            #expect(["destroying", "destroyed"].contains(removed["data"]?["done"]?["machine"]?["state"]?.stringValue))
            try await emulator.settle()
            #expect(try await machine.state == "destroyed")
            #expect(
                try await act("start", on: machine)["errors"]?[0]?["message"] == "Could not find Machine")
        }
    }

    @Test func `what a machine's state, its lease or its app forbids is refused`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            _ = try await emulator.makeApp("other")
            let running = try await act("remove", on: machine)
            #expect(
                running["errors"]?[0]?["message"]?.stringValue?.hasPrefix(
                    "failed_precondition: unable to destroy machine, not currently stopped, suspended") == true)
            #expect(running["errors"]?[0]?["extensions"] == ["code": "UNPROCESSABLE"])
            let elsewhere = try await act("stop", on: machine, ["appId": "other"])
            #expect(elsewhere["errors"]?[0]?["message"] == "Could not find Machine")
            let signal = try await act("stop", on: machine, ["signal": "SIGNOTHING"])
            #expect(signal["errors"]?[0]?["message"]?.stringValue?.hasPrefix("invalid signal: SIGNOTHING") == true)
            _ = try await machine.lease()
            let leased = try await act("stop", on: machine)
            #expect(leased["errors"]?[0]?["message"]?.stringValue?.contains("lease currently held by") == true)
            #expect(try await machine.state == "started")
        }
    }

    @Test func `a token for one app does nothing to another's machines`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            let machine = try await owner.makeApp("other").makeMachine(TestConfig.plain, ["skip_launch": true])
            for token in [Keys.demoOnly, Keys.stranger] {
                #expect(
                    try await emulator.with(token: token).complaints(
                        "mutation($id: String!) { startMachine(input: {id: $id}) { machine { id } } }",
                        ["id": .string(machine.id)]) == ["NOT_FOUND Could not find Machine"])
            }
        }
    }
}
