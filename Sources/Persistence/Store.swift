import Dispatch
package import GRDB
import Synchronization

/// One world's database, and the only way to it: a single SQLite connection behind an inbox.
///
/// Requests that arrive together share one transaction (group commit): each runs inside its own savepoint, so one that
/// throws leaves nothing behind, and none is answered before the commit that holds it. Because reads pass the same
/// inbox, whatever a read returns is in step with every commit answered before it.
package final class Store: Sendable {
    /// Where the database lives.
    package enum Location: Sendable, Hashable {
        case memory
        case file(String)
    }

    /// A commit never gathers more requests than this, which bounds how long the first one waits.
    private static let largestBatch = 256
    /// Write-ahead log pages are moved to the database after so many commits, on a connection of their own.
    private static let commitsPerCheckpoint = 400

    private typealias Completion = @Sendable (_ commitFailure: (any Error)?) -> Void

    private struct Job: Sendable {
        let writes: Bool
        /// Runs inside the transaction; what it returns is called after the commit, with the commit's own error if any.
        let run: @Sendable (Database) -> Completion
        /// Called instead when the transaction could not even begin.
        let fail: @Sendable (any Error) -> Void
    }

    private struct Inbox {
        var jobs: [Job] = []
        var isDraining = false
        var commits = 0
    }

    private let queue: DatabaseQueue
    private let checkpointer: DatabaseQueue?
    private let inbox = Mutex(Inbox())

    /// Opens or makes the database and brings it to this version's schema.
    /// - Throws: `DatabaseError`, or ``NewerDatabase`` when a later version of Windtunnel has written it.
    package init(_ location: Location) throws {
        var configuration = Configuration()
        configuration.label = "windtunnel.store"
        configuration.busyMode = .timeout(5)
        switch location {
        case .memory:
            queue = try DatabaseQueue(configuration: configuration)
            checkpointer = nil
        case .file(let path):
            configuration.prepareDatabase { database in
                try database.execute(
                    sql: """
                        PRAGMA journal_mode = WAL;
                        PRAGMA synchronous = NORMAL;
                        PRAGMA wal_autocheckpoint = 0;
                        PRAGMA cache_size = -16000;
                        """
                )
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            checkpointer = try DatabaseQueue(path: path, configuration: configuration)
        }
        try migrate()
    }

    /// Runs `body` in a transaction of its own or shared with others, and returns after the commit.
    /// - Parameter committed: called on the store's queue right after the commit, before any later read or write:
    ///   the place to drop what was cached.
    /// - Throws: what `body` throws, with nothing of it kept; or why the commit failed.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value,
        committed: @escaping @Sendable (Value) -> Void = { _ in }
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueueWrite(body, committed: committed) { continuation.resume(with: $0) }
        }
    }

    /// As ``write(_:committed:)``, for callers that do not wait.
    /// - Parameter finished: called on the store's queue with the outcome.
    package func enqueueWrite<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value,
        committed: @escaping @Sendable (Value) -> Void = { _ in },
        finished: @escaping @Sendable (Result<Value, any Error>) -> Void = { _ in }
    ) {
        submit(
            Job(writes: true) { database in
                let result = Result { try Self.inSavepoint(database) { try body(database) } }
                return { failure in
                    if let failure { return finished(.failure(failure)) }
                    if case .success(let value) = result { committed(value) }
                    finished(result)
                }
            } fail: {
                finished(.failure($0))
            }
        )
    }

    /// Runs `body` between commits and returns what it read.
    package func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                Job(writes: false) { database in
                    let result = Result { try body(database) }
                    return { _ in continuation.resume(with: result) }
                } fail: {
                    continuation.resume(throwing: $0)
                }
            )
        }
    }

    /// Copies the whole database into `target`, which it replaces: SQLite's online backup, so no table is forgotten.
    package func copy(to target: Store) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            // The backup blocks on both connections, which a concurrency thread must not.
            DispatchQueue.global().async { [queue] in
                continuation.resume(
                    with: Result {
                        try queue.backup(to: target.queue)
                        try target.migrate()
                    }
                )
            }
        }
    }

    /// Moves the write-ahead log into the database and closes both connections.
    package func close() {
        try? checkpointer?.close()  // A connection that will not close is abandoned with the process.
        if checkpointer != nil {
            // Losing the checkpoint loses nothing: the log is replayed on the next open.
            try? queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        }
        try? queue.close()
    }

    // MARK: - The inbox

    private func submit(_ job: Job) {
        let starts = inbox.withLock { inbox in
            inbox.jobs.append(job)
            defer { inbox.isDraining = true }
            return !inbox.isDraining
        }
        if starts { queue.asyncWriteWithoutTransaction { self.drain($0) } }
    }

    private func drain(_ database: Database) {
        while let batch = nextBatch() {
            // Reads come after the commit, so that none is given what a failed one takes back.
            let writes = batch.filter(\.writes)
            if !writes.isEmpty { commit(writes, in: database) }
            for job in batch where !job.writes { job.run(database)(nil) }
        }
    }

    private func nextBatch() -> [Job]? {
        inbox.withLock { inbox in
            guard !inbox.jobs.isEmpty else {
                inbox.isDraining = false
                return nil
            }
            let batch = Array(inbox.jobs.prefix(Self.largestBatch))
            inbox.jobs.removeFirst(batch.count)
            return batch
        }
    }

    private func commit(_ batch: [Job], in database: Database) {
        var completions: [Completion] = []
        completions.reserveCapacity(batch.count)
        do {
            try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
            for job in batch {
                completions.append(job.run(database))
                // Some errors of SQLite end the transaction; what would follow must not commit on its own.
                guard database.isInsideTransaction else { throw LostTransaction() }
            }
            try database.cachedStatement(sql: "COMMIT").execute()
            for completion in completions { completion(nil) }
            scheduleCheckpoint()
        } catch {
            if database.isInsideTransaction { try? database.rollback() }  // The first error is the one to tell.
            for completion in completions { completion(error) }
            for job in batch.dropFirst(completions.count) { job.fail(error) }
        }
    }

    private func scheduleCheckpoint() {
        guard let checkpointer else { return }
        let due = inbox.withLock { inbox in
            inbox.commits += 1
            return inbox.commits.isMultiple(of: Self.commitsPerCheckpoint)
        }
        guard due else { return }
        checkpointer.asyncWriteWithoutTransaction { database in
            // A checkpoint that cannot run now runs after the next commits.
            _ = try? database.checkpoint(.passive)
        }
    }

    private static func inSavepoint<Value>(_ database: Database, _ body: () throws -> Value) throws -> Value {
        try database.cachedStatement(sql: "SAVEPOINT request").execute()
        do {
            let value = try body()
            try database.cachedStatement(sql: "RELEASE SAVEPOINT request").execute()
            return value
        } catch {
            try database.cachedStatement(sql: "ROLLBACK TRANSACTION TO SAVEPOINT request").execute()
            try database.cachedStatement(sql: "RELEASE SAVEPOINT request").execute()
            throw error
        }
    }

    private func migrate() throws {
        let migrator = Schema.migrator
        try migrator.migrate(queue)
        if try queue.read({ try migrator.hasBeenSuperseded($0) }) { throw NewerDatabase() }
    }
}

/// A request ended the transaction it shared with others, which therefore failed with it.
package struct LostTransaction: Error, Sendable, CustomStringConvertible {
    package var description: String { "the transaction was rolled back" }
}

/// The database was written by a later version of Windtunnel.
package struct NewerDatabase: Error, Sendable, CustomStringConvertible {
    package var description: String { "the database was written by a newer version of windtunnel" }
}
