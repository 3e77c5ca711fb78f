import Dispatch
import GRDB
import MachineRules
import Persistence
import Synchronization
import Testing

/// Counts.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func add() { count.withLock { $0 += 1 } }

    var value: Int { count.withLock { $0 } }
}

@Suite("Requests that share a transaction")
struct GroupCommitTests {
    @Test("One that throws leaves nothing behind, its neighbours persist")
    func isolatesFailure() async throws {
        let store = try Store(.memory)
        let outcomes = await store.together([
            { try Row.app("one").insert(in: $0) },
            { database in
                try Row.app("two").insert(in: database)
                throw Planned()
            },
            { try Row.app("three").insert(in: $0) },
        ])
        #expect(throws: Never.self) { try outcomes[0].get() }
        #expect(throws: Planned()) { try outcomes[1].get() }
        #expect(throws: Never.self) { try outcomes[2].get() }
        #expect(try await store.appNames() == ["one", "three"])
    }

    @Test("One that breaks a constraint half way leaves nothing behind either")
    func isolatesConstraint() async throws {
        let store = try Store(.memory)
        let outcomes = await store.together([
            { try Row.app("one").insert(in: $0) },
            { database in
                try Row.app("two").insert(in: database)
                try Row.app("one", id: "other").insert(in: database)
            },
        ])
        #expect(throws: DatabaseError.self) { try outcomes[1].get() }
        #expect(try await store.appNames() == ["one"])
    }

    @Test("They run in the order they came, each seeing those before it")
    func keepsOrder() async throws {
        let store = try Store(.memory)
        let seen = Mutex<[Int]>([])
        _ = await store.together(
            (0..<300).map { number in
                { database in
                    let count = try AppRecord.count(in: database)
                    seen.withLock { $0.append(count) }
                    try Row.app(AppName("app-\(number)")).insert(in: database)
                }
            })
        #expect(seen.withLock { $0 } == Array(0..<300))
        #expect(try await store.appNames() == (0..<300).map { "app-\($0)" })
    }

    /// A row that refers to an app there is not, looked at by SQLite at the commit only.
    private static let orphan: @Sendable (Database) throws -> Void = { database in
        try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
        try Row.address().insert(in: database)
    }

    @Test("A commit that fails is told to everybody it held, and nothing stays")
    func tellsEverybody() async throws {
        let store = try Store(.memory)
        let outcomes = await store.together([
            { try Row.app("one").insert(in: $0) }, Self.orphan, { try Row.app("three").insert(in: $0) },
        ])
        for outcome in outcomes {
            let error = #expect(throws: DatabaseError.self) { try outcome.get() }
            #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        }
        #expect(try await store.appNames() == [])
    }

    @Test("After a failed commit the store works on")
    func worksOn() async throws {
        let store = try Store(.memory)
        _ = await store.together([Self.orphan])
        try await store.write { try Row.app().insert(in: $0) }
        #expect(try await store.appNames() == ["demo"])
    }

    @Test("A read is never given what a failed commit took back")
    func hidesWhatWasTakenBack() async throws {
        let store = try Store(.memory)
        let busy = await store.keepBusy()
        store.enqueueWrite(Self.orphan)
        store.enqueueWrite { try Row.app("other").insert(in: $0) }
        let asking = Counter()
        let many = (0..<20).map { _ in
            Task {
                asking.add()
                return try await store.appNames()
            }
        }
        // All have begun; the last ones get a moment to arrive at the store.
        while asking.value < many.count { await Task.yield() }
        for _ in 0..<1000 { await Task.yield() }
        busy.signal()
        for names in many { #expect(try await names.value == []) }
    }

    @Test("One that ends the transaction itself takes nobody's word for it")
    func noticesLostTransaction() async throws {
        let store = try Store(.memory)
        let outcomes = await store.together([
            { try Row.app("one").insert(in: $0) },
            { try $0.execute(sql: "ROLLBACK") },
            { try Row.app("three").insert(in: $0) },
        ])
        let names = try await store.appNames()
        for (name, outcome) in zip(["one", "", "three"], outcomes) {
            let succeeded = (try? outcome.get()) != nil
            #expect(succeeded == names.contains(name) || name.isEmpty, "\(name) was told the truth")
        }
    }

    @Test("What is to be done after the commit is done before the caller learns of it")
    func callsCommitted() async throws {
        let store = try Store(.memory)
        let order = Mutex<[String]>([])
        try await store.write { database in
            try Row.app().insert(in: database)
            order.withLock { $0.append("body") }
        } committed: {
            order.withLock { $0.append("committed") }
        }
        order.withLock { $0.append("told") }
        #expect(order.withLock { $0 } == ["body", "committed", "told"])
    }

    @Test("Nothing is done after a commit that failed or a request that threw")
    func skipsCommitted() async throws {
        let store = try Store(.memory)
        let count = Mutex(0)
        await #expect(throws: Planned()) {
            try await store.write { _ in
                throw Planned()
            } committed: {
                count.withLock { $0 += 1 }
            }
        }
        await #expect(throws: DatabaseError.self) {
            try await store.write(Self.orphan) { count.withLock { $0 += 1 } }
        }
        #expect(count.withLock { $0 } == 0)
    }

    @Test("A read that throws disturbs nobody")
    func readsMayThrow() async throws {
        let store = try Store(.memory)
        await #expect(throws: Planned()) { try await store.read { _ in throw Planned() } }
        try await store.write { try Row.app().insert(in: $0) }
        #expect(try await store.appNames() == ["demo"])
    }

    @Test("Many callers at once each get their own answer")
    func answersMany() async throws {
        let store = try Store(.memory)
        let answers = try await withThrowingTaskGroup(of: (Int, Int64).self) { group in
            for number in 0..<200 {
                group.addTask {
                    let rowID = try await store.write { database in
                        try Row.app(AppName("app-\(number)")).insert(in: database)
                        return database.lastInsertedRowID
                    }
                    let found = try await store.read { database in
                        try Int64.fetchOne(
                            database, sql: "SELECT number FROM apps WHERE name = ?", arguments: ["app-\(number)"])
                    }
                    #expect(found == rowID)
                    return (number, rowID)
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(Set(answers.values).count == 200)
    }
}
