package import FlyWire
package import OrderedJSON

extension FlyClient {
    /// `POST /v1/apps/{app}/machines`: makes a machine, which then boots by itself unless `skipLaunch`.
    /// - Parameters:
    ///   - config: the machine's configuration, sent as it is.
    ///   - name: unique in the app; nil lets the service choose.
    ///   - region: a code; nil for the nearest.
    package func createMachine(
        app: String, config: JSON, name: String? = nil, region: String? = nil, skipLaunch: Bool = false
    ) async throws -> Machine {
        var body: JSONObject = [:]
        body["name"] = name.map(JSON.string)
        body["region"] = region.map(JSON.string)
        body["config"] = config
        if skipLaunch { body["skip_launch"] = true }
        return try Machine(json: await call(.post, machinePath(app), body: .object(body)))
    }

    /// `POST /v1/apps/{app}/machines/{id}`: replaces the whole configuration.
    /// - Parameter currentVersion: the `instance_id` that must still be the current one; nil overwrites any.
    package func updateMachine(
        app: String, id: String, config: JSON, currentVersion: String? = nil, skipLaunch: Bool = false
    ) async throws -> Machine {
        var body: JSONObject = ["config": config]
        body["current_version"] = currentVersion.map(JSON.string)
        if skipLaunch { body["skip_launch"] = true }
        return try Machine(json: await call(.post, machinePath(app, id), body: .object(body)))
    }

    /// `GET /v1/apps/{app}/machines`.
    /// - Parameter query: filters of the route: `region`, `state`, `include_deleted`, `metadata.KEY`.
    package func machines(app: String, query: [(String, String)] = []) async throws -> [Machine] {
        let answer = try await call(.get, machinePath(app), query: query)
        return try (answer.arrayValue ?? []).map(Machine.init(json:))
    }

    /// `GET /v1/apps/{app}/machines/{id}`.
    package func machine(app: String, id: String) async throws -> Machine {
        try Machine(json: await call(.get, machinePath(app, id)))
    }

    /// `POST …/start`.
    package func startMachine(app: String, id: String) async throws {
        try await call(.post, machinePath(app, id, "start"))
    }

    /// `POST …/stop`.
    /// - Parameters:
    ///   - signal: a name such as `SIGTERM`; nil for the configured one.
    ///   - timeout: Go duration text until the machine is killed; nil for the configured one.
    package func stopMachine(app: String, id: String, signal: String? = nil, timeout: String? = nil) async throws {
        var body: JSONObject = [:]
        body["signal"] = signal.map(JSON.string)
        body["timeout"] = timeout.map(JSON.string)
        try await call(.post, machinePath(app, id, "stop"), body: body.isEmpty ? nil : .object(body))
    }

    /// `POST …/suspend`.
    package func suspendMachine(app: String, id: String) async throws {
        try await call(.post, machinePath(app, id, "suspend"))
    }

    /// `POST …/restart`.
    /// - Parameter timeout: Go duration text until the machine is killed; nil for the configured one.
    package func restartMachine(app: String, id: String, force: Bool = false, timeout: String? = nil) async throws {
        let query = (force ? [("force_stop", "true")] : []) + (timeout.map { [("timeout", $0)] } ?? [])
        try await call(.post, machinePath(app, id, "restart"), query: query)
    }

    /// `DELETE …`.
    /// - Parameter force: also when it runs.
    package func destroyMachine(app: String, id: String, force: Bool = false) async throws {
        // Both words for the same wish: `force` is documented, `kill` is what fly-go sends.
        let query = force ? [("force", "true"), ("kill", "true")] : []
        try await call(.delete, machinePath(app, id), query: query)
    }

    /// `GET …/wait`: answers when one of the states is reached.
    /// - Parameters:
    ///   - seconds: 1 to 60; the service refuses with 408 afterwards.
    ///   - version: the `instance_id` to wait for; nil for the current one.
    package func wait(
        app: String, id: String, states: [String], seconds: Int, version: String? = nil
    ) async throws -> WaitOutcome {
        var query = states.map { ("state", $0) }
        query.append(("timeout", String(seconds)))
        if let version { query.append(("version", version)) }
        return try WaitOutcome(json: await call(.get, machinePath(app, id, "wait"), query: query))
    }

    /// `GET …/events`, newest first.
    /// - Parameter limit: at most 50; nil for the service's 20.
    package func events(app: String, id: String, limit: Int? = nil) async throws -> [MachineEvent] {
        let query = limit.map { [("limit", String($0))] } ?? []
        let answer = try await call(.get, machinePath(app, id, "events"), query: query)
        return try (answer.arrayValue ?? []).map(MachineEvent.init(json:))
    }

    private func machinePath(_ app: String, _ rest: String...) -> [String] {
        ["v1", "apps", app, "machines"] + rest
    }
}
