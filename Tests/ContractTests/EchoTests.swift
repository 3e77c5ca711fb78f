import MachineRules
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// How an echo behaves as its machine's metadata tell.
@Suite(.timeLimit(.minutes(5))) struct EchoBehaviours {
    private static func config(_ script: JSON) -> JSON {
        TestConfig.scripted(script.text)
    }

    @Test func `it answers with the status it is given`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(Self.config(["status": 418]))
            let answer = try await app.visit("/tea")
            #expect(answer.code == 418)
            #expect(try answer.json["path"] == "/tea")
        }
    }

    @Test(arguments: [0, 1, 65_536, 200_001]) func `it answers with so many bytes`(count: Int) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(Self.config(["body_bytes": .int(count)]))
            let answer = try await app.visit()
            #expect(answer.header("content-length") == "\(count)")
            #expect(answer.bytes == Array(repeating: UInt8(ascii: "x"), count: count))
        }
    }

    @Test func `it takes its time, on the clock of its world`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(Self.config(["delay": "1m30s"]))
            async let answer = app.visit()
            try await emulator.until("the request is there") { emulator.requestsUnderWay == 1 }
            try await emulator.advance(by: "1m29s")
            #expect(emulator.requestsUnderWay == 1)
            try await emulator.until("the answer is there") {
                try await emulator.advance(by: "1s")
                return emulator.requestsUnderWay == 0
            }
            #expect(try await answer.code == 200)
        }
    }

    @Test func `its first request ends it, and its restart policy decides`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(Self.config(["crash": 137]))
            let answer = try await app.visit()
            #expect(answer.code == 502)
            #expect(answer.header("windtunnel-proxy-error") == "PU02")
            let exit = try await machine.document["events"]?.arrayValue?.first { $0["type"] == "exit" }
            #expect(exit?["request"]?["exit_event"]?["exit_code"] == 137)
            try await emulator.settle()
            #expect(try await machine.state == "started")
        }
    }

    @Test(arguments: [
        ("status", "99", "a status from 200 to 599"), ("delay", #""soon""#, #"a duration such as "1.5s""#),
        ("body_bytes", "-1", "a number of bytes"), ("crash", "256", "an exit code from 0 to 255"),
        ("fails", #""often""#, #""refuse" or "break""#),
    ]) func `what makes no sense is said so`(key: String, value: String, expected: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.scripted(#"{"\#(key)":\#(value)}"#))
            let answer = try await app.visit()
            #expect(answer.code == 500)
            let words = #""\#(key)" in the metadata windtunnel_echo must be \#(expected), not \#(value)"#
            #expect(answer.text == "windtunnel: \(words)\n")
        }
    }

    // MARK: - Machines that stop meanwhile

    /// Asks a slow machine, and stops it at once.
    private static func stopWhileAsked(
        delay: String, _ body: @escaping @Sendable (TestEmulator) async throws -> Void
    ) async throws -> Answer {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(Self.config(["delay": .string(delay)]))
            async let answer = app.visit()
            try await emulator.until("the request is there") { try await emulator.load(of: machine) == 1 }
            _ = try await machine.post("stop")
            try await emulator.settle()
            #expect(try await machine.state == "stopped")
            try await body(emulator)
            return try await answer
        }
    }

    @Test func `a short request under way is answered although its machine stops`() async throws {
        let answer = try await Self.stopWhileAsked(delay: "4s") { emulator in
            try await emulator.until("the answer is there") {
                try await emulator.advance(by: "1s")
                return emulator.requestsUnderWay == 0
            }
        }
        #expect(answer.code == 200)
    }

    @Test func `a long one is cut when the time to stop is up`() async throws {
        let answer = try await Self.stopWhileAsked(delay: "1h") { emulator in
            try await emulator.until("the answer is there") {
                try await emulator.advance(by: "1s")
                return emulator.requestsUnderWay == 0
            }
        }
        #expect(answer.code == 502)
    }
}
