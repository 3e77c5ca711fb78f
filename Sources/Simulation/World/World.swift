package import GRDB
import Logging
package import MachineRules
import Persistence
import Synchronization

/// The unit of isolation: one database, one clock, one seed, one name space of apps.
///
/// The row is the truth. What a world holds in memory besides its database is its clock, its random generator, the
/// requests it holds and two caches, all in step with the last commit.
package final class World: Sendable {
    package let name: String
    /// Where the files of volumes live.
    package let folder: WorldFolder
    package let cache = RenderedCache()
    let overviews = OverviewCache()
    let store: Store
    let wall: WallClock
    let waits = Waits()
    let timers = Timers()
    private let rules: WorldRules
    private let memory: Mutex<Memory>
    private let alarm: Alarm
    private let published: @Sendable (World, Changes) -> Void

    /// What the rows say that is needed without asking the database.
    private struct Memory {
        var clock: WorldClock
        var stepping: Stepping
        var chance: Chance
        var nextStep: Timestamp?
        var isFiring = false
        var isClosed = false
        /// How many callers move the clock by hand at the moment.
        var hands = 0

        init(_ record: WorldRecord, nextStep: Timestamp?) {
            clock = WorldClock(record.clock)
            stepping = Stepping(rawValue: record.stepping) ?? .auto
            chance = Chance(record)
            self.nextStep = nextStep
        }
    }

    /// Opens a world on its database.
    /// - Parameter published: called on the store's queue after each commit that changed something.
    init(
        name: String,
        store: Store,
        folder: WorldFolder,
        rules: WorldRules,
        wall: WallClock,
        published: @escaping @Sendable (World, Changes) -> Void
    ) async throws {
        self.name = name
        self.store = store
        self.folder = folder
        self.rules = rules
        self.wall = wall
        self.published = published
        let fresh = rules.newWorld(name: name, at: wall.now())
        let (record, nextStep) = try await store.write { database in
            var record = try WorldRecord.find(in: database) ?? fresh
            if rules.speed != 1 {
                // Whoever starts the emulator at a speed means the worlds it has, too.
                var clock = WorldClock(record.clock)
                clock.setSpeed(rules.speed, wall: wall.now())
                record.clock = clock.record
            }
            try record.save(in: database)
            return (record, try DueWork.next(limit: 1, in: database).first?.due)
        }
        memory = Mutex(Memory(record, nextStep: nextStep))
        let reference = WeakWorld()
        alarm = Alarm { reference.world?.ring() }
        reference.world = self
    }

    /// Whether a machine of this configuration has a process outside of the world.
    package var runsProcess: @Sendable (MachineConfig) -> Bool { rules.runsProcess }

    // MARK: - Transactions

    /// Changes the world: `body` decides and saves in one transaction; caches, waits and observers learn of it after
    /// the commit and before the caller.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (WorldTransaction) throws -> Value
    ) async throws -> Value {
        try await store.write { database in
            let (value, changes) = try self.transact(database, body)
            return (value, changes)
        } committed: { _, changes in
            self.publish(changes)
        }.0
    }

    /// Reads between commits, at the world's present time.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database, Timestamp) throws -> Value
    ) async throws -> Value {
        try await store.read { database in try body(database, self.now) }
    }

    private func transact<Value>(
        _ database: Database,
        _ body: (WorldTransaction) throws -> Value
    ) throws -> (Value, Changes) {
        let (chance, stepping, now) = memory.withLock { memory in
            (memory.chance, memory.stepping, memory.clock.now(wall: wall.now()))
        }
        let transaction = WorldTransaction(
            database: database, now: now, chance: chance, folder: folder, rules: rules, stepping: stepping
        )
        let value = try body(transaction)
        let spent = try transaction.finish()
        memory.withLock { $0.chance = spent }
        return (value, transaction.changes)
    }

    private func publish(_ changes: Changes) {
        tell(changes)
        if let due = changes.earliestDue {
            memory.withLock { $0.nextStep = min($0.nextStep ?? due, due) }
            rearm()
        }
    }

    // MARK: - Time

    /// The world's time.
    package var now: Timestamp { memory.withLock { $0.clock.now(wall: wall.now()) } }

    package var clock: WorldClock { memory.withLock { $0.clock } }

    package var stepping: Stepping { memory.withLock { $0.stepping } }

    /// Which share of their grace periods checks wait for.
    package var checkGrace: Double { stepping == .immediate ? 0 : rules.profile.checkGrace }

    /// Runs an action once the world's time reaches `due`; the returned token cancels it.
    package func schedule(at due: Timestamp, _ action: @escaping @Sendable () async -> Void) -> UInt64 {
        let token = timers.add(due: due, action)
        if timers.next == due { rearm() }
        return token
    }

    package func cancel(_ token: UInt64) {
        timers.cancel(token)
    }

    /// Sets the alarm for whatever comes first, or acts at once when it is due already.
    private func rearm() {
        let now = self.now
        let (step, clock) = memory.withLock { ($0.stepping == .stepped ? nil : $0.nextStep, $0.clock) }
        guard let next = [step, timers.next].compactMap({ $0 }).min() else { return alarm.set(after: nil) }
        if next <= now { return ring() }
        alarm.set(after: clock.wallDelay(until: next, wall: wall.now()))
    }

    /// Something fell due: completes the steps in one transaction, then runs the timers.
    private func ring() {
        let starts = memory.withLock { memory in
            guard !memory.isFiring, memory.hands == 0, !memory.isClosed else { return false }
            memory.isFiring = true
            return true
        }
        guard starts else { return }
        store.enqueueWrite { database in
            try self.transact(database) { try self.completeDueSteps($0) }
        } committed: { next, changes in
            self.publishWithoutRearming(changes, nextStep: next)
        } finished: { result in
            if case .failure(let error) = result { self.giveUp(error) }
            self.fireTimers()
        }
    }

    /// A step that cannot be completed would be due again at once, for ever: the steps rest until the next change.
    private func giveUp(_ error: any Error) {
        let isClosed = memory.withLock { memory in
            memory.nextStep = nil
            return memory.isClosed
        }
        guard !isClosed else { return }
        rules.logger.error("Step failed", metadata: ["world": "\(name)", "error": "\(error)"])
    }

    /// Runs the timers that are due, on a task of their own because the alarm has none; the world's closing drops what
    /// is left of them.
    private func fireTimers() {
        let due = now
        let isMovedByHand = memory.withLock { memory in
            memory.isFiring = false
            return memory.hands > 0
        }
        // Whoever moves the clock runs them in their turn, and waits for what they do.
        guard !isMovedByHand else { return }
        guard timers.hasDue(at: due) else { return rearm() }
        Task {
            await timers.fire(at: due)
            rearm()
        }
    }

    private func publishWithoutRearming(_ changes: Changes, nextStep: Timestamp?) {
        memory.withLock { $0.nextStep = nextStep }
        tell(changes)
    }

    /// Waits come last: whoever is woken looks at once, and must not see what an observer still holds of the state
    /// before.
    private func tell(_ changes: Changes) {
        for files in changes.abandonedFiles { folder.remove(files) }
        cache.drop(changes)
        overviews.drop(changes)
        published(self, changes)
        waits.wake(changes)
    }

    /// Steps completed in one transaction, so that requests get their turn.
    private static let stepsAtOnce = 64

    /// Completes what is due, a bounded number at a time.
    /// - Returns: when the next step falls due.
    private func completeDueSteps(_ transaction: WorldTransaction) throws -> Timestamp? {
        guard stepping != .stepped else { return nil }
        let pending = try DueWork.next(limit: Self.stepsAtOnce + 1, in: transaction.database)
        for (index, work) in pending.enumerated() {
            guard work.due <= transaction.now, index < Self.stepsAtOnce else {
                return min(work.due, transaction.changes.earliestDue ?? work.due)
            }
            _ = try transaction.perform(work)
        }
        return transaction.changes.earliestDue
    }

    // MARK: - Control of time

    /// Changes the clock and stores it.
    package func setClock(
        stepping newStepping: Stepping? = nil,
        _ change: @escaping @Sendable (inout WorldClock, _ wall: Timestamp) -> Void
    ) async throws {
        try await store.write { database in
            let wall = self.wall.now()
            var (clock, stepping) = self.memory.withLock { ($0.clock, $0.stepping) }
            change(&clock, wall)
            stepping = newStepping ?? stepping
            guard var record = try WorldRecord.find(in: database) else { return }
            record.clock = clock.record
            record.stepping = stepping.rawValue
            try record.save(in: database)
            let next = try DueWork.next(limit: 1, in: database).first?.due
            self.memory.withLock { memory in
                memory.clock = clock
                memory.stepping = stepping
                memory.nextStep = next
            }
        }
        rearm()
    }

    /// Moves the clock to whatever comes first, a step, a timer or `limit`, and performs it.
    /// - Parameter limit: how far the clock may go; nil for as far as the next step is away.
    /// - Returns: the completed step, nil when it was a timer or the limit.
    func performNext(by limit: Timestamp?) async throws -> FiredStep? {
        let (fired, _): (FiredStep?, Changes) = try await store.write { database in
            let pending = try DueWork.next(limit: 1, in: database).first
            let events = [pending?.due, self.timers.next].compactMap { $0 }.filter { $0 <= limit ?? $0 }
            guard let moment = events.min() ?? limit else { return (nil, Changes()) }
            try self.move(to: max(moment, self.now), in: database)
            guard let pending, pending.due <= moment else { return (nil, Changes()) }
            return try self.transact(database) { try $0.perform(pending) }
        } committed: { _, changes in
            self.publish(changes)
        }
        await timers.fire(at: now)
        return fired
    }

    /// Completes the next pending step whatever the clock says.
    func completeNext() async throws -> FiredStep? {
        let (fired, _): (FiredStep?, Changes) = try await store.write { database in
            guard let pending = try DueWork.nextAwaited(at: self.now, in: database) else { return (nil, Changes()) }
            return try self.transact(database) { try $0.perform(pending) }
        } committed: { _, changes in
            self.publish(changes)
        }
        return fired
    }

    /// Keeps the alarm silent while `body` moves the clock by hand, so that every step is completed, and told of, once.
    func byHand<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        memory.withLock { $0.hands += 1 }
        defer {
            memory.withLock { $0.hands -= 1 }
            rearm()
        }
        return try await body()
    }

    private func move(to time: Timestamp, in database: Database) throws {
        let wall = wall.now()
        let clock = memory.withLock { memory in
            memory.clock.set(time, wall: wall)
            return memory.clock
        }
        guard var record = try WorldRecord.find(in: database) else { return }
        record.clock = clock.record
        try record.save(in: database)
    }

    // MARK: - As a whole

    /// Reads clock, seed and steps anew, after the database was replaced as a whole, and ends what was held.
    func reload() async throws {
        let (record, next) = try await store.write { database in
            let record = try WorldRecord.find(in: database) ?? self.rules.newWorld(name: self.name, at: self.wall.now())
            try record.save(in: database)
            return (record, try DueWork.next(limit: 1, in: database).first?.due)
        }
        memory.withLock { memory in
            let hands = memory.hands
            memory = Memory(record, nextStep: next)
            memory.hands = hands
        }
        cache.dropAll()
        overviews.dropAll()
        waits.endAll(.gone)
        timers.removeAll()
        rearm()
    }

    /// Begins what the rows say is due: called once after opening.
    func begin() {
        rearm()
    }

    /// Ends held requests and closes the database.
    func close() {
        memory.withLock { $0.isClosed = true }
        waits.endAll(.ended)
        timers.removeAll()
        alarm.set(after: nil)
        store.close()
    }
}

/// Who moves the world on.
package enum Stepping: String, Sendable, CaseIterable {
    /// Its clock.
    case auto
    /// Nobody waits: every step is due at once.
    case immediate
    /// The control `clock/step`, one step a call.
    case stepped
}

/// Breaks the circle between a world and its alarm.
private final class WeakWorld: Sendable {
    private let reference = Mutex(Weak())

    private struct Weak {
        weak var world: World?
    }

    var world: World? {
        get { reference.withLock { $0.world } }
        set { reference.withLock { $0.world = newValue } }
    }
}
