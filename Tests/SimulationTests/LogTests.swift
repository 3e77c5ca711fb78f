import Persistence
import Simulation
import Testing

@testable import MachineRules

@Suite("The log of an app")
struct LogTests {
    private static let app = Emulated.app

    private static func line(_ message: String, region: Region = "iad") -> LogLine {
        LogLine(machine: "d0", instanceID: "01-d0", region: region, message: message)
    }

    private static func messages(_ page: LogsService.Page) -> [String] { page.lines.map(\.line.message) }

    private static func read(
        _ world: World,
        after token: LogsService.Token? = nil,
        _ filter: LogRecord.Filter = LogRecord.Filter()
    ) async throws -> LogsService.Page {
        try await world.logs.read(of: app, after: token, filter)
    }

    @Test("A machine's life is told in its app's log, at the world's time")
    func tellsLife() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        try await world.machines.stop(id, in: Self.app, by: .user, nonce: nil)
        _ = try await world.advanceUntilIdle()
        _ = try await world.machines.start(id, in: Self.app, by: .proxy, nonce: nil)
        _ = try await world.advanceUntilIdle()
        try await world.machines.exit(id, as: ExitStatus(exitCode: 3))
        _ = try await world.advanceUntilIdle()
        let page = try await Self.read(world)
        #expect(
            Self.messages(page) == [
                "created", "started in 4s", "stopping", "stopped with exit code 0", "starting for a request",
                "started in 1s", "process ended with exit code 3, will be restarted", "starting again, retry 1",
                "started in 1s",
            ])
        #expect(page.lines.map(\.at).prefix(2) == [.noon, .noon + .seconds(4)])
        #expect(Set(page.lines.map(\.line.machine)) == [id])
        #expect(page.lines.filter { $0.line.level == .error }.map(\.number) == [7])
        #expect(page.lines.filter { $0.line.source == .proxy }.map(\.number) == [5])
    }

    @Test("Whoever polls is given each line once")
    func polls() async throws {
        let world = try await Emulated().world
        var page = try await Self.read(world)
        #expect(page.lines.isEmpty)
        try await world.logs.log(["one", "two"].map { Self.line($0) }, of: Self.app)
        page = try await Self.read(world, after: page.next)
        #expect(Self.messages(page) == ["one", "two"])
        page = try await Self.read(world, after: page.next)
        #expect(page.lines.isEmpty)
        try await world.logs.log([Self.line("three")], of: Self.app)
        page = try await Self.read(world, after: page.next)
        #expect(Self.messages(page) == ["three"])
    }

    @Test("A reader who comes late is given the newest, one who lags the oldest, page by page")
    func pages() async throws {
        let world = try await Emulated().world
        let start = try await Self.read(world).next
        try await world.logs.log((1...250).map { Self.line("\($0)") }, of: Self.app)
        let late = try await Self.read(world)
        #expect(late.lines.map(\.number) == Array(151...250))
        var (token, seen): (LogsService.Token?, [Int64]) = (start, [])
        for _ in 1...4 {
            let page = try await Self.read(world, after: token)
            seen += page.lines.map(\.number)
            token = page.next
        }
        #expect(seen == Array(1...250))
    }

    @Test("A filter passes over what it does not want for good")
    func filters() async throws {
        let world = try await Emulated().world
        let start = try await Self.read(world).next
        try await world.logs.log([Self.line("here"), Self.line("there", region: "ams")], of: Self.app)
        let page = try await Self.read(world, after: start, LogRecord.Filter(region: "iad"))
        #expect(Self.messages(page) == ["here"])
        #expect(page.next.text == "2")
    }

    @Test("A token of an app that was there before counts as none")
    func staleToken() async throws {
        let world = try await Emulated().world
        try await world.logs.log([Self.line("before"), Self.line("it went")], of: Self.app)
        let token = try await Self.read(world).next
        try await world.apps.delete(Self.app)
        try await world.makeApp(Self.app)
        try await world.logs.log([Self.line("after")], of: Self.app)
        #expect(Self.messages(try await Self.read(world, after: token)) == ["after"])
    }

    @Test("An app that is not there has no log")
    func noApp() async throws {
        let world = try await Emulated().world
        await #expect(throws: Refusal(.notFound, "app not found")) {
            try await world.logs.log([Self.line("hello")], of: "nobody")
        }
        await #expect(throws: Refusal(.notFound, "app not found")) {
            _ = try await world.logs.read(of: "nobody", after: nil, LogRecord.Filter())
        }
    }

    @Test("A message without end is cut, and what a text cannot hold is left out")
    func cutsMessages() async throws {
        let world = try await Emulated().world
        try await world.logs.log([Self.line(String(repeating: "x", count: 20_000)), Self.line("a\0b")], of: Self.app)
        let page = try await Self.read(world)
        #expect(page.lines.first?.line.message.utf8.count == LogsService.longestMessage)
        #expect(page.lines.last?.line.message == "ab")
    }

    @Test("What is refused is not told")
    func refusedIsSilent() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let before = try await Self.read(world).next
        await #expect(throws: Refusal.self) {
            try await world.machines.destroy(id, in: Self.app, force: false, nonce: nil)
        }
        #expect(try await Self.read(world).next == before)
    }

    @Test("A token that no page gave out is none", arguments: ["", "x", "-1", "1.5"])
    func badToken(text: String) {
        #expect(LogsService.Token(text) == nil)
    }
}
