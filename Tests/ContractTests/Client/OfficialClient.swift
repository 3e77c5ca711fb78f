import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@testable import Simulation

/// Sends what the official client sends, byte for byte where bytes matter, and expects of the answers what it takes for
/// granted: a field that it dereferences must be there (reference/machines-rest.md, sections 1.3 and 5).
struct OfficialClient: Sendable {
    let emulator: TestEmulator
    let app: String

    private var path: String { "/v1/apps/\(app)" }

    /// Sends a request with the client's headers; without a body there is no `Content-Type` either.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSON? = nil,
        nonce: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [
            .authorization: "FlyV1 fm2_lJPECAAAAAAAAAAB,fm2_lJPETAAAAAAAAAAC",
            .userAgent: "flyctl/0.4.12 interactive=false",
        ]
        if let nonce { headers[.nonce] = nonce }
        return try await emulator.send(method, path, body, headers: headers)
    }

    /// The same to a path of the app.
    func sendToApp(
        _ method: HTTPRequest.Method,
        _ rest: String = "",
        _ body: JSON? = nil,
        nonce: String? = nil
    ) async throws -> Answer {
        try await send(method, path + rest, body, nonce: nonce)
    }

    // MARK: - Machines

    /// What every machine that flyctl makes carries.
    static let metadata: JSON = ["fly_platform_version": "v2", "fly_flyctl_version": "0.4.12"]

    func launch(_ config: JSON, _ input: JSON = [:]) async throws -> JSON {
        try machine(await sendToApp(.post, "/machines", launchInput(config, input)))
    }

    func update(_ id: String, _ config: JSON, _ input: JSON = [:], nonce: String?) async throws -> JSON {
        try machine(await sendToApp(.post, "/machines/\(id)", launchInput(config, input), nonce: nonce))
    }

    /// `skip_secrets` always goes along.
    private func launchInput(_ config: JSON, _ input: JSON) -> JSON {
        var body: JSONObject = ["config": config, "skip_secrets": false]
        for member in input.objectValue ?? [:] { body[member.key] = member.value }
        return .object(body)
    }

    func get(_ id: String) async throws -> JSON {
        try machine(await sendToApp(.get, "/machines/\(id)"))
    }

    func list() async throws -> [JSON] {
        let answer = try await sendToApp(.get, "/machines")
        try #require(answer.code == 200)
        let machines = try #require(answer.json.arrayValue)
        for entry in machines { try Decoded.machine(entry) }
        return machines
    }

    /// The machines that a deployment is about.
    func platformMachines() async throws -> [JSON] {
        try await list().filter { machine in
            machine["config"]?["metadata"]?["fly_platform_version"] == "v2"
                && !["destroyed", "destroying"].contains(machine["state"]?.stringValue)
                && !["fly_app_release_command", "fly_app_console"].contains(
                    machine["config"]?["metadata"]?["fly_process_group"]?.stringValue)
        }
    }

    /// One of the actions without a body.
    func act(_ action: String, on id: String, nonce: String? = nil) async throws {
        let answer = try await sendToApp(.post, "/machines/\(id)/\(action)", nonce: nonce)
        #expect(answer.code == 200, "\(answer.text)")
    }

    /// The body of a stop without options.
    func stop(_ id: String, nonce: String? = nil) async throws {
        let body: JSON = ["id": .string(id), "timeout": "0s"]
        let answer = try await sendToApp(.post, "/machines/\(id)/stop", body, nonce: nonce)
        #expect(answer.code == 200, "\(answer.text)")
    }

    func destroy(_ id: String, kill: Bool, nonce: String? = nil) async throws {
        let answer = try await sendToApp(.delete, "/machines/\(id)?kill=\(kill)", nonce: nonce)
        #expect(answer.code == 200, "\(answer.text)")
    }

    // MARK: - Waiting

    /// Asks for states in the client's way: every parameter in alphabetical order, the states one by one.
    func wait(_ id: String, _ states: [String], timeout: Int = 60, version: String? = nil) async throws -> Answer {
        let query = states.map { "state=\($0)" } + ["timeout=\(timeout)"] + (version.map { ["version=\($0)"] } ?? [])
        return try await sendToApp(.get, "/machines/\(id)/wait?" + query.joined(separator: "&"))
    }

    /// Asks for states that are still to come: the request must be held, and is answered when time has moved.
    func waitForChange(_ id: String, _ states: String..., version: String? = nil) async throws {
        let answer = try await whileHeld {
            try await wait(id, states, version: version)
        } then: {
            try await emulator.settle()
        }
        #expect(answer.code == 200, "\(answer.text)")
    }

    /// Sends a request that must be held, acts once it is, and gives back what was answered.
    func whileHeld(
        _ request: @Sendable () async throws -> Answer,
        then act: @Sendable () async throws -> Void
    ) async throws -> Answer {
        let before = try await heldWaits
        async let answer = request()
        try await emulator.until("the wait is held") { try await heldWaits > before }
        try await act()
        return try await answer
    }

    /// Reads a machine over and over until all its checks pass, as every deployment does.
    func waitForChecks(_ id: String) async throws {
        for _ in 1...30 {
            let checks = try #require(await get(id)["checks"]?.arrayValue)
            if checks.allSatisfy({ $0["status"] == "passing" }) { return }
            try await emulator.advance(by: "2s")
        }
        Issue.record("the checks never pass")
    }

    /// Waits that are not answered yet.
    var heldWaits: Int {
        get async throws { try await emulator.world.waits.count }
    }

    // MARK: - Leases

    /// Takes a lease and gives back its data.
    func takeLease(_ id: String, ttl: Int = 120) async throws -> JSON {
        try lease(await sendToApp(.post, "/machines/\(id)/lease?ttl=\(ttl)"))
    }

    func refreshLease(_ id: String, ttl: Int, nonce: String) async throws -> JSON {
        try lease(await sendToApp(.post, "/machines/\(id)/lease?ttl=\(ttl)", nonce: nonce))
    }

    func releaseLease(_ id: String, nonce: String) async throws {
        let answer = try await sendToApp(.delete, "/machines/\(id)/lease", nonce: nonce)
        #expect(answer.code == 200, "\(answer.text)")
    }

    /// What most commands do: read the machine, take its lease, act, let go.
    func withLease<Result>(
        _ id: String,
        ttl: Int = 120,
        _ body: (_ machine: JSON, _ nonce: String) async throws -> Result
    ) async throws -> Result {
        let machine = try await get(id)
        let lease = try await takeLease(id, ttl: ttl)
        #expect(lease["version"] == machine["instance_id"])
        let nonce = try #require(lease["nonce"]?.stringValue)
        let result = try await body(machine, nonce)
        try await releaseLease(id, nonce: nonce)
        return result
    }

    // MARK: - Answers

    private func machine(_ answer: Answer) throws -> JSON {
        try #require(answer.code == 200, "\(answer.text)")
        let machine = try answer.json
        try Decoded.machine(machine)
        return machine
    }

    private func lease(_ answer: Answer) throws -> JSON {
        try #require(answer.code == 201, "\(answer.text)")
        return try Decoded.lease(answer)
    }
}

extension HTTPField.Name {
    static let nonce = HTTPField.Name("fly-machine-lease-nonce") ?? .from
}

extension JSON {
    /// The `id` of a machine or volume.
    var id: String {
        get throws { try #require(self["id"]?.stringValue) }
    }
}

// MARK: - Volumes

extension OfficialClient {
    /// What is not given is sent as null, not left out.
    func createVolume(_ name: String, size: Int? = 1, _ input: JSON = [:]) async throws -> JSON {
        var body: JSONObject = [
            "name": .string(name), "region": "iad", "size_gb": size.map { .int($0) } ?? .null, "encrypted": true,
            "require_unique_zone": false, "unique_zone_app_wide": nil, "snapshot_retention": nil,
            "auto_backup_enabled": nil, "fstype": nil, "snapshot_id": nil, "source_volume_id": nil, "compute": nil,
        ]
        for member in input.objectValue ?? [:] { body[member.key] = member.value }
        return try volume(await sendToApp(.post, "/volumes", .object(body)))
    }

    func volume(_ id: String) async throws -> JSON {
        try volume(await sendToApp(.get, "/volumes/\(id)"))
    }

    /// Without those that are going away, as the client hides them.
    func volumes() async throws -> [JSON] {
        let answer = try await sendToApp(.get, "/volumes")
        try #require(answer.code == 200)
        let hidden = ["scheduling_destroy", "fork_cleanup", "waiting_for_detach", "pending_destroy", "destroying"]
        let volumes = try #require(answer.json.arrayValue).filter { !hidden.contains($0["state"]?.stringValue ?? "") }
        for entry in volumes { try Decoded.volume(entry) }
        return volumes
    }

    func volume(_ answer: Answer) throws -> JSON {
        try #require(answer.code == 200, "\(answer.text)")
        let volume = try answer.json
        try Decoded.volume(volume)
        return volume
    }
}
