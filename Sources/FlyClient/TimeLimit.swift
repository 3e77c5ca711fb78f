/// Bounds how long an exchange may take, its body included; the HTTP client's own deadline ends with the head of an
/// answer.
enum TimeLimit {
    /// Runs `work`, and cancels it when the time is over.
    /// - Parameter url: what is being called; named in the failure.
    /// - Throws: ``UnreachableError`` when the time is over first.
    static func run<Result: Sendable>(
        _ limit: Duration, calling url: String, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work() }
            group.addTask {
                try await Pause.lasting(limit)
                return nil
            }
            guard let first = try await group.next(), let result = first else {
                let seconds = Int(limit.components.seconds)
                throw UnreachableError(address: UnreachableError.origin(of: url), reason: .timedOut(seconds: seconds))
            }
            return result
        }
    }
}
