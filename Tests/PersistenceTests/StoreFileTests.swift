import Foundation
import GRDB
import MachineRules
import Persistence
import Testing

@Suite("A world's database on disk")
struct StoreFileTests {
    @Test("It is in write-ahead mode, and synchronises at checkpoints")
    func setsPragmas() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store(.file(folder + "/world.sqlite"))
            #expect(try await store.text("PRAGMA journal_mode") == "wal")
            #expect(try await store.text("PRAGMA synchronous") == "1")
            #expect(try await store.text("PRAGMA wal_autocheckpoint") == "0")
            #expect(try await store.text("PRAGMA foreign_keys") == "1")
            store.close()
        }
    }

    @Test("References are guarded in memory too")
    func guardsReferencesInMemory() async throws {
        #expect(try await Store(.memory).text("PRAGMA foreign_keys") == "1")
    }

    @Test("What was answered is there again, though the store was dropped without being closed")
    func survivesDrop() async throws {
        try await withTemporaryFolder { folder in
            let location = Store.Location.file(folder + "/world.sqlite")
            do {
                let store = try Store(location)
                for number in 0..<20 { try await store.write { try Row.app(AppName("app-\(number)")).insert(in: $0) } }
            }
            let again = try Store(location)
            #expect(try await again.appNames() == (0..<20).map { "app-\($0)" })
            again.close()
        }
    }

    @Test("What was answered is there while the first store is still open")
    func isSeenByOthers() async throws {
        try await withTemporaryFolder { folder in
            let location = Store.Location.file(folder + "/world.sqlite")
            let first = try Store(location)
            try await first.write { try Row.app().insert(in: $0) }
            let second = try Store(location)
            #expect(try await second.appNames() == ["demo"])
            second.close()
            first.close()
        }
    }

    @Test("Closing leaves one file without a log")
    func closesCleanly() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store(.file(folder + "/world.sqlite"))
            try await store.write { try Row.app().insert(in: $0) }
            store.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["world.sqlite"])
            await #expect(throws: DatabaseError.self) { try await store.appNames() }
        }
    }

    @Test("A database that a later version has written is left alone")
    func refusesNewer() async throws {
        try await withTemporaryFolder { folder in
            let location = Store.Location.file(folder + "/world.sqlite")
            let store = try Store(location)
            try await store.run("INSERT INTO grdb_migrations VALUES ('99-the-future')")
            store.close()
            let error = #expect(throws: NewerDatabase.self) { try Store(location) }
            #expect(error?.description == "the database was written by a newer version of windtunnel")
        }
    }

    @Test("A file that is no database is refused, and left as it is")
    func refusesForeignFile() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/world.sqlite"
            let text = String(repeating: "not a database ", count: 100)
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            #expect(throws: DatabaseError.self) { try Store(.file(path)) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
    }

    @Test("A copy replaces the target as a whole, and is independent of its source")
    func copies() async throws {
        try await withTemporaryFolder { folder in
            let source = try Store(.memory)
            let target = try Store(.file(folder + "/world.sqlite"))
            try await source.write { try Row.app("kept").insert(in: $0) }
            try await target.write { try Row.app("lost").insert(in: $0) }
            try await source.copy(to: target)
            try await source.write { try Row.app("later").insert(in: $0) }
            #expect(try await target.appNames() == ["kept"])
            try await target.write { try Row.app("own").insert(in: $0) }
            #expect(try await source.appNames() == ["kept", "later"])
            target.close()
            let again = try Store(.file(folder + "/world.sqlite"))
            #expect(try await again.appNames() == ["kept", "own"])
            again.close()
        }
    }

    @Test("A copy is made between commits, however many there are")
    func copiesWhileBusy() async throws {
        let source = try Store(.memory)
        let target = try Store(.memory)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await source.write { database in
                        try Row.app(AppName("a-\(number)")).insert(in: database)
                        try Row.app(AppName("b-\(number)")).insert(in: database)
                    }
                }
            }
            group.addTask { try await source.copy(to: target) }
            try await group.waitForAll()
        }
        let names = try await target.appNames()
        #expect(names.count { $0.hasPrefix("a") } == names.count { $0.hasPrefix("b") })
    }

    @Test("Checkpoints of a busy store lose nothing")
    func checkpoints() async throws {
        try await withTemporaryFolder { folder in
            let location = Store.Location.file(folder + "/world.sqlite")
            let store = try Store(location)
            for number in 0..<900 { try await store.write { try Row.app(AppName("app-\(number)")).insert(in: $0) } }
            let again = try Store(location)
            #expect(try await again.appNames().count == 900)
            again.close()
            store.close()
        }
    }
}
