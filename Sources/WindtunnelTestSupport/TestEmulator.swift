package import HTTPTypes
import MachineRules
import NIOCore
package import OrderedJSON
package import Simulation
package import Windtunnel

/// An emulator as a test sees it: requests go in, answers come out, and time moves when the test says so.
package struct TestEmulator: Sendable {
    package let emulator: Emulator
    package let wall: ManualWall
    private let entrance: Entrance
    private let transport: any Transport
    /// What every request of this value carries unless it says otherwise; see ``inWorld(_:)``.
    private let defaults: HTTPFields

    init(
        _ emulator: Emulator,
        wall: ManualWall,
        entrance: Entrance,
        transport: any Transport,
        defaults: HTTPFields = [:]
    ) {
        self.emulator = emulator
        self.wall = wall
        self.entrance = entrance
        self.transport = transport
        self.defaults = defaults
    }

    /// The same emulator asked with a token of this world.
    package func inWorld(_ name: String) -> TestEmulator {
        TestEmulator(
            emulator, wall: wall, entrance: entrance, transport: transport,
            defaults: [.authorization: "Bearer wt_\(name)"])
    }

    /// The same emulator asked with this token, or with none.
    package func with(token: String?) -> TestEmulator {
        TestEmulator(
            emulator, wall: wall, entrance: entrance, transport: transport,
            defaults: token.map { [.authorization: $0] } ?? [:])
    }

    /// The same emulator asked by a machine, as over its own socket.
    package func asMachine(_ machine: TestMachine) -> TestEmulator {
        TestEmulator(
            emulator, wall: wall, entrance: entrance, transport: transport,
            defaults: [.callingMachine: "\(machine.app.name)/\(machine.id)"])
    }

    /// The world that requests go to when they name none.
    package var world: World {
        get async throws { try await emulator.worlds.world(Worlds.defaultName) }
    }

    // MARK: - Requests

    /// Sends a request.
    /// - Parameters:
    ///   - path: with its query.
    ///   - body: bytes as they are, nil for none.
    ///   - host: the `Host`, `localhost` unless given.
    package func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        bytes body: [UInt8]?,
        headers: HTTPFields = [:],
        host: String? = nil
    ) async throws -> Answer {
        var all = defaults
        for field in headers { all[field.name] = nil }
        all.append(contentsOf: headers)
        if let host { all[.host] = host }
        return try await transport.send(method, path, headers: all, body: body.map { ByteBuffer(bytes: $0) })
    }

    /// Sends JSON, or no body at all.
    package func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSON? = nil,
        headers: HTTPFields = [:],
        host: String? = nil
    ) async throws -> Answer {
        var headers = headers
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(method, path, bytes: body?.utf8, headers: headers, host: host)
    }

    package func get(_ path: String, headers: HTTPFields = [:], host: String? = nil) async throws -> Answer {
        try await send(.get, path, headers: headers, host: host)
    }

    package func post(
        _ path: String,
        _ body: JSON? = nil,
        headers: HTTPFields = [:],
        host: String? = nil
    ) async throws -> Answer {
        try await send(.post, path, body, headers: headers, host: host)
    }

    package func delete(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.delete, path, headers: headers)
    }

    // MARK: - Making things

    /// Makes an app.
    /// - Throws: ``TestSupportError`` when the emulator refuses.
    package func makeApp(_ name: String = "demo") async throws -> TestApp {
        let answer = try await post("/v1/apps", ["app_name": .string(name), "org_slug": "personal"])
        guard answer.code == 201 else { throw TestSupportError("no app \(name): \(answer.code) \(answer.text)") }
        return TestApp(emulator: self, name: name)
    }

    // MARK: - Time

    /// Moves the world's clock and tells what happened on the way.
    /// - Parameter duration: as Go writes it: `5m`, `1.5s`.
    @discardableResult
    package func advance(by duration: String) async throws -> [Fired] {
        try fired(await post("/_windtunnel/clock/advance", ["by": .string(duration)]))
    }

    /// Moves the world's clock until nothing but periodic work is pending.
    @discardableResult
    package func settle() async throws -> [Fired] {
        try fired(await post("/_windtunnel/clock/advance", ["until": "idle"]))
    }

    /// Completes the next pending step; the clock stays.
    @discardableResult
    package func step() async throws -> [Fired] {
        try fired(await post("/_windtunnel/clock/step"))
    }

    /// A step that was completed.
    package struct Fired: Sendable, Hashable {
        /// `launch`, `boot`, `stop` …
        package let kind: String
        package let from: String
        package let to: String

        package init(kind: String, from: String, to: String) {
            self.kind = kind
            self.from = from
            self.to = to
        }
    }

    private func fired(_ answer: Answer) throws -> [Fired] {
        guard answer.code == 200, let entries = try answer.json["fired"]?.arrayValue else {
            throw TestSupportError("the clock did not move: \(answer.code) \(answer.text)")
        }
        return entries.map { entry in
            Fired(
                kind: entry["kind"]?.stringValue ?? "", from: entry["from"]?.stringValue ?? "",
                to: entry["to"]?.stringValue ?? "")
        }
    }

    // MARK: - Waiting for a level

    /// Requests that have come in and are not answered yet.
    package var requestsUnderWay: Int { entrance.requestsUnderWay }

    /// Requests under way to a machine of the default world.
    package func load(of machine: TestMachine) async throws -> Int {
        emulator.load(of: MachineID(rawValue: machine.id), in: try await world)
    }

    /// Requests that wait because all their machines are at their hard limits.
    package var waitingForRoom: Int { emulator.waitingForRoom }

    /// Waits until something is so, giving everybody else a turn between two looks.
    /// - Throws: ``TestSupportError`` when the test's time is up before it is so.
    package func until(_ what: String, _ isSo: () async throws -> Bool) async throws {
        while !Task.isCancelled {
            if try await isSo() { return }
            await Task.yield()
        }
        throw TestSupportError("it never came to this: \(what)")
    }
}
