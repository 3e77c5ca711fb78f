import HTTPTypes
import Hummingbird
import MachineRules
package import Simulation
import Synchronization

/// The rate limits of the service (reference/machines-rest.md, section 1.8), per world and on its clock, in memory.
package final class RateLimiter: Sendable {
    /// What happens to a request that is one too many.
    package enum Mode: String, Sendable, CaseIterable {
        /// Nothing is counted.
        case off
        /// It is counted and answered.
        case shadow
        /// It is counted and refused.
        case enforce
    }

    package let mode: Mode
    private let worlds = Mutex<[String: Buckets]>([:])

    package init(mode: Mode) {
        self.mode = mode
    }

    /// Forgets a world's buckets when the world is replaced as a whole.
    package func follow(_ worlds: Worlds) {
        guard mode != .off else { return }
        worlds.observe { [weak self] world, changes in
            if changes.isWhole { self?.forget(world.name) }
        }
    }

    /// How many requests of a world were one too many.
    package func excess(in world: World) -> Int {
        worlds.withLock { $0[world.name]?.excess ?? 0 }
    }

    private func forget(_ world: String) {
        worlds.withLock { $0[world] = nil }
    }

    /// Puts the limit of a route before its handler; a route without one, and every one while limits are off, stays as
    /// it is.
    func limiting(_ handler: @escaping RouteTable.Handler, of entry: RouteTable.Entry) -> RouteTable.Handler {
        guard mode != .off, let limit = RateLimit(of: entry) else { return handler }
        let action = "\(entry.method.rawValue) \(entry.path)"
        // What one caller deletes are different apps each time.
        let perApp = limit != .appDeletion
        return { request, context in
            let world = try context.requireWorld()
            let bucket = Bucket(
                action: action, app: perApp ? context.path("app") : "", machine: context.path("id"))
            let isWithin = self.take(limit, from: bucket, of: world.name, at: world.now)
            guard isWithin || self.mode == .shadow else { return Self.refusal }
            return try await handler(request, context)
        }
    }

    private static let refusal: Response = {
        var response = FlyFailure.response(to: Refusal(.rateLimited))
        response.headers[.retryAfter] = "1"
        return response
    }()

    private func take(_ limit: RateLimit, from bucket: Bucket, of world: String, at time: Timestamp) -> Bool {
        worlds.withLock { $0[world, default: Buckets()].take(limit, from: bucket, at: time) }
    }
}

/// Which bucket a request takes from.
private struct Bucket: Hashable {
    let action: String
    let app: String
    let machine: String
}

/// The buckets of one world.
private struct Buckets {
    /// From so many buckets on, full ones are thrown away.
    private static let many = 4096

    private var buckets: [Bucket: RateLimit.Bucket] = [:]
    private var sweepAt = many
    private(set) var excess = 0

    mutating func take(_ limit: RateLimit, from bucket: Bucket, at time: Timestamp) -> Bool {
        if buckets.count >= sweepAt { sweep(at: time) }
        let isWithin = buckets[bucket, default: RateLimit.Bucket(at: time)].take(limit, at: time)
        if !isWithin { excess += 1 }
        return isWithin
    }

    private mutating func sweep(at time: Timestamp) {
        buckets = buckets.filter { !$0.value.isFull(at: time) }
        // Not before it has doubled again, or a world that stands still would be swept with every request.
        sweepAt = max(Self.many, buckets.count * 2)
    }
}

extension RateLimit {
    /// The limit of a route; nil for one that names no app.
    init?(of entry: RouteTable.Entry) {
        guard entry.path.hasPrefix("/v1/apps/{app}") else { return nil }
        switch (entry.method, entry.path) {
        case (.delete, "/v1/apps/{app}"): self = .appDeletion
        case (.get, "/v1/apps/{app}/machines/{id}"): self = .machineRead
        default: self = .action
        }
    }
}
