import MachineRules
import Persistence
import Testing

@Suite("The lines of a log in the database")
struct LogRecordTests {
    private func line(_ message: String, machine: MachineID = "d0", region: Region = "ams") -> LogLine {
        LogLine(machine: machine, instanceID: "01-\(machine)", region: region, message: message)
    }

    private func store(apps: [AppName] = ["demo"]) async throws -> Store {
        let store = try Store(.memory)
        try await store.write { database in
            for app in apps { try Row.app(app, id: app.rawValue).insert(in: database) }
        }
        return store
    }

    private func messages(_ records: [LogRecord]) -> [String] { records.map(\.line.message) }

    @Test("A line comes back as it was said, with its place and its time")
    func roundTrip() async throws {
        let store = try await store()
        let said = LogLine(
            machine: "d0", instanceID: "01-d0", region: "ams", source: .proxy, level: .warn, message: "hä?")
        let read = try await store.write { database in
            try LogRecord.append([said], at: .noon, of: "demo", in: database)
            return try LogRecord.newest(10, of: "demo", .init(), in: database)
        }
        #expect(read.map(\.line) == [said])
        #expect(read.map(\.number) == [1])
        #expect(read.map(\.at) == [.noon])
    }

    @Test("Every app counts its own lines, and the newest are those said last")
    func countsPerApp() async throws {
        let store = try await store(apps: ["demo", "other"])
        let lines = ["one", "two", "three"].map { line($0) }
        let other = line("elsewhere")
        try await store.write { database in
            try LogRecord.append(lines, at: .noon, of: "demo", in: database)
            try LogRecord.append([other], at: .noon, of: "other", in: database)
            #expect(try LogRecord.newest(of: "demo", in: database) == 3)
            #expect(try LogRecord.newest(of: "other", in: database) == 1)
            let newest = try LogRecord.newest(2, of: "demo", .init(), in: database)
            #expect(newest.map(\.line.message) == ["two", "three"])
            let after = try LogRecord.after(1, 1, of: "demo", .init(), in: database)
            #expect(after.map(\.line.message) == ["two"])
        }
    }

    @Test("Lines are found by machine, by version and by region")
    func filters() async throws {
        let store = try await store()
        let lines = [line("a"), line("b", machine: "d1"), line("c", machine: "d1", region: "iad")]
        try await store.write { database in
            try LogRecord.append(lines, at: .noon, of: "demo", in: database)
            for (filter, expected) in [
                (LogRecord.Filter(instance: "d1"), ["b", "c"]), (.init(instance: "01-d0"), ["a"]),
                (.init(region: "ams"), ["a", "b"]), (.init(instance: "d1", region: "ams"), ["b"]),
                (.init(instance: "d2"), []),
            ] {
                let after = try LogRecord.after(0, 10, of: "demo", filter, in: database)
                #expect(after.map(\.line.message) == expected, "\(filter)")
                let newest = try LogRecord.newest(10, of: "demo", filter, in: database)
                #expect(newest.map(\.line.message) == expected, "\(filter)")
            }
        }
    }

    @Test("A log is bounded: the newest lines are kept, and little more")
    func isBounded() async throws {
        let store = try await store()
        let lines = (1...700).map { line("\($0)") }
        try await store.write { database in
            for _ in 1...20 { try LogRecord.append(lines, at: .noon, of: "demo", in: database) }
            let all = try LogRecord.after(0, 100_000, of: "demo", .init(), in: database)
            #expect(all.last?.number == 14_000)
            #expect(all.count >= LogRecord.kept)
            #expect(all.count < LogRecord.kept + 700)
        }
    }

    @Test("Of a flood in one call only what can be kept is written")
    func flood() async throws {
        let store = try await store()
        let lines = (1...10_050).map { line("\($0)") }
        try await store.write { database in
            try LogRecord.append(lines, at: .noon, of: "demo", in: database)
            let all = try LogRecord.after(0, 100_000, of: "demo", .init(), in: database)
            #expect(all.count == LogRecord.kept)
            #expect(all.first?.line.message == "51")
            #expect(all.last?.line.message == "10050")
        }
    }
}
