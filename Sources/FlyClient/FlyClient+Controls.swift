package import FlyWire
package import OrderedJSON

/// The emulator's own controls, which the real service does not have.
extension FlyClient {
    private static let root = "_windtunnel"

    /// Whether the emulator answers its health route with 200.
    /// - Throws: ``UnreachableError``, or ``FlyError`` for any other status.
    package func health() async throws -> JSON {
        try await call(.get, [Self.root, "health"])
    }

    package func worlds() async throws -> [World] {
        let answer = try await call(.get, [Self.root, "worlds"])
        return try (answer["worlds"]?.arrayValue ?? []).map(World.init(json:))
    }

    /// Makes an empty world.
    /// - Parameters:
    ///   - seed: where its randomness begins; nil lets the emulator choose.
    ///   - profile: its delays: `instant`, `realistic` or what else the emulator knows.
    package func createWorld(_ name: String, seed: UInt64? = nil, profile: String? = nil) async throws -> JSON {
        var body: JSONObject = ["name": .string(name)]
        body["seed"] = seed.map { .int($0) }
        body["profile"] = profile.map(JSON.string)
        return try await call(.post, [Self.root, "worlds"], body: .object(body))
    }

    /// Copies a world, clock and all, under a new name.
    package func forkWorld(_ name: String, as copy: String) async throws -> JSON {
        try await call(.post, [Self.root, "worlds", name, "fork"], body: ["name": .string(copy)])
    }

    /// Keeps the present state of a world under a name.
    package func snapshotWorld(_ name: String, as snapshot: String) async throws -> JSON {
        try await call(.post, [Self.root, "worlds", name, "snapshots"], body: ["name": .string(snapshot)])
    }

    /// Puts a world back to a snapshot of it.
    package func restoreWorld(_ name: String, from snapshot: String) async throws {
        try await call(.post, [Self.root, "worlds", name, "restore"], body: ["snapshot": .string(snapshot)])
    }

    /// Empties a world.
    package func resetWorld(_ name: String) async throws {
        try await call(.post, [Self.root, "worlds", name, "reset"])
    }

    package func deleteWorld(_ name: String) async throws {
        try await call(.delete, [Self.root, "worlds", name])
    }

    /// Gives a world, made if need be, the state that a recording tells of.
    /// - Parameter recording: HAR 1.2.
    /// - Returns: what was taken over, and what was not.
    package func hydrateWorld(_ name: String, from recording: [UInt8]) async throws -> JSON {
        try await call(.post, [Self.root, "worlds", name, "hydrate"], bytes: recording)
    }

    package func clock() async throws -> ClockReading {
        try ClockReading(json: await call(.get, [Self.root, "clock"]))
    }

    /// Changes how the clock goes.
    /// - Parameter changes: any of `mode`, `speed`, `now`, `stepping`.
    package func setClock(_ changes: JSONObject) async throws -> ClockReading {
        try ClockReading(json: await call(.patch, [Self.root, "clock"], body: .object(changes)))
    }

    /// Moves the clock and completes what falls due.
    /// - Parameter move: exactly one of `by`, `to`, `until`.
    package func advanceClock(_ move: JSONObject) async throws -> ClockAdvance {
        try ClockAdvance(json: await call(.post, [Self.root, "clock", "advance"], body: .object(move)))
    }

    /// Completes the next pending transition, however far away it is.
    package func stepClock() async throws -> ClockAdvance {
        try ClockAdvance(json: await call(.post, [Self.root, "clock", "step"]))
    }
}
