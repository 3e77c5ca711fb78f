package import HTTPTypes
package import OrderedJSON

/// A machine that a test has made.
package struct TestMachine: Sendable {
    package let app: TestApp
    package let id: String
    /// What the create answered.
    package let created: JSON

    package init(app: TestApp, id: String, created: JSON) {
        self.app = app
        self.id = id
        self.created = created
    }

    /// `/v1/apps/APP/machines/ID`
    package var path: String { "\(app.machinesPath)/\(id)" }

    private var emulator: TestEmulator { app.emulator }

    /// The machine as the API shows it now.
    package var document: JSON {
        get async throws { try await emulator.get(path).json }
    }

    package var state: String {
        get async throws { try await document["state"]?.stringValue ?? "" }
    }

    package var instanceID: String {
        get async throws { try await document["instance_id"]?.stringValue ?? "" }
    }

    /// The machine's history as `type/status/source`, oldest first.
    package var events: [String] {
        get async throws {
            let entries = try await emulator.get(path + "/events?limit=50").json.arrayValue ?? []
            return entries.reversed().map { event in
                [event["type"], event["status"], event["source"]].map { $0?.stringValue ?? "" }.joined(separator: "/")
            }
        }
    }

    /// Posts to one of the machine's actions: `start`, `stop`, `cordon` …
    package func post(_ action: String, _ body: JSON? = nil, headers: HTTPFields = [:]) async throws -> Answer {
        try await emulator.post("\(path)/\(action)", body, headers: headers)
    }

    /// Replaces the machine's configuration.
    package func update(_ config: JSON, _ request: JSON = [:], headers: HTTPFields = [:]) async throws -> Answer {
        var body = request.objectValue ?? [:]
        body["config"] = config
        return try await emulator.post(path, .object(body), headers: headers)
    }

    package func destroy(force: Bool = false, headers: HTTPFields = [:]) async throws -> Answer {
        try await emulator.delete(path + (force ? "?force=true" : ""), headers: headers)
    }

    /// Takes the machine's lease.
    /// - Returns: the header that proves it.
    /// - Throws: ``TestSupportError`` when the emulator refuses.
    package func lease(seconds: Int = 30) async throws -> HTTPFields {
        let answer = try await post("lease?ttl=\(seconds)")
        guard let nonce = try answer.json["data"]?["nonce"]?.stringValue else {
            throw TestSupportError("no lease: \(answer.code) \(answer.text)")
        }
        return Self.proof(nonce)
    }

    /// The header that proves a lease.
    package static func proof(_ nonce: String) -> HTTPFields {
        var headers = HTTPFields()
        headers[.leaseNonce] = nonce
        return headers
    }
}

extension HTTPField.Name {
    static let leaseNonce = HTTPField.Name("fly-machine-lease-nonce") ?? .from
}
