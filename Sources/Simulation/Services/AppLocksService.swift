package import MachineRules
package import Persistence

/// Locks on apps (reference/graphql.md, section 3.3). A lock keeps others from taking one and forbids nothing else
/// (chosen: no client looks for more).
package struct AppLocksService: Sendable {
    /// How long a lock holds, in the world's time (chosen).
    package static let duration = Duration.seconds(600)

    let world: World

    /// The lock on an app, nil when there is none or it has ended.
    package func current(of app: AppName) async throws -> AppLockRecord? {
        try await world.read { database, now in try AppLockRecord.held(on: app, at: now, in: database) }
    }

    /// - Throws: `Refusal` 409 `App is locked until <time>` while another holds (text chosen).
    package func lock(_ app: AppName) async throws -> AppLockRecord {
        try await world.write { transaction in
            _ = try transaction.app(app)
            if let held = try AppLockRecord.held(on: app, at: transaction.now, in: transaction.database) {
                throw Refusal(.appLocked, ["expires": held.expiresAt.rfc3339])
            }
            let lock = AppLockRecord(
                appName: app, id: transaction.random { Identifiers.leaseNonce(using: &$0) },
                expiresAt: transaction.now + Self.duration)
            try lock.save(in: transaction.database)
            return lock
        }
    }

    /// - Throws: `Refusal` 404 for a lock that is not the app's, or has ended (text chosen).
    package func unlock(_ app: AppName, _ id: String) async throws {
        try await world.write { transaction in
            let held = try AppLockRecord.held(on: app, at: transaction.now, in: transaction.database)
            guard held?.id == id else { throw Refusal(.appLockNotFound) }
            try AppLockRecord.release(app, in: transaction.database)
        }
    }
}

extension World {
    package var appLocks: AppLocksService { AppLocksService(world: self) }
}
