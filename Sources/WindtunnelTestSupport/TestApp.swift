package import HTTPTypes
package import OrderedJSON

/// An app that a test has made.
package struct TestApp: Sendable {
    package let emulator: TestEmulator
    package let name: String

    /// An app that is there already, or is not.
    package init(emulator: TestEmulator, name: String) {
        self.emulator = emulator
        self.name = name
    }

    /// `/v1/apps/NAME`
    package var path: String { "/v1/apps/\(name)" }
    package var machinesPath: String { path + "/machines" }
    package var volumesPath: String { path + "/volumes" }

    /// Makes a machine.
    /// - Parameters:
    ///   - request: the whole body but its `config`.
    /// - Throws: ``TestSupportError`` when the emulator refuses.
    package func makeMachine(_ config: JSON = TestConfig.plain, _ request: JSON = [:]) async throws -> TestMachine {
        var body = request.objectValue ?? [:]
        body["config"] = config
        let answer = try await emulator.post(machinesPath, .object(body))
        guard answer.code == 200, let id = try answer.json["id"]?.stringValue else {
            throw TestSupportError("no machine: \(answer.code) \(answer.text)")
        }
        return TestMachine(app: self, id: id, created: try answer.json)
    }

    /// Makes a machine and waits, in the world's time, until it runs.
    package func makeStartedMachine(_ config: JSON = TestConfig.plain) async throws -> TestMachine {
        let machine = try await makeMachine(config)
        try await emulator.settle()
        return machine
    }

    /// Makes a machine that rests.
    package func makeStoppedMachine(_ config: JSON = TestConfig.plain) async throws -> TestMachine {
        let machine = try await makeMachine(config, ["skip_launch": true])
        try await emulator.settle()
        return machine
    }

    /// Makes a volume and returns its id.
    /// - Throws: ``TestSupportError`` when the emulator refuses.
    package func makeVolume(_ name: String = "data", region: String = "iad") async throws -> String {
        let body: JSON = ["name": .string(name), "region": .string(region), "size_gb": 1]
        let answer = try await emulator.post(volumesPath, body)
        guard answer.code == 200, let id = try answer.json["id"]?.stringValue else {
            throw TestSupportError("no volume: \(answer.code) \(answer.text)")
        }
        return id
    }

    // MARK: - Through the edge

    /// The app's public host.
    package var host: String { "\(name).fly.dev" }

    /// Asks the app itself, as its users do.
    package func visit(
        _ path: String = "/",
        method: HTTPRequest.Method = .get,
        body: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await emulator.send(method, path, bytes: body.map { Array($0.utf8) }, headers: headers, host: host)
    }
}
