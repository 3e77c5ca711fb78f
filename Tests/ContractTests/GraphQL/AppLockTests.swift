import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Locks on apps (reference/graphql.md, section 3.3), by the world's clock.
@Suite(.timeLimit(.minutes(5))) struct AppLocks {
    private static let lock = #"mutation { lockApp(input: {appId: "demo"}) { lockId expiration } }"#
    private static let current = #"{ app(name: "demo") { currentLock { lockId expiration } } }"#

    private func lock(_ emulator: TestEmulator) async throws -> JSON {
        try #require(try await emulator.query(Self.lock).json["data"]?["lockApp"])
    }

    private func unlock(_ id: JSON?, _ emulator: TestEmulator) async throws -> Answer {
        try await emulator.query(
            "mutation($input: UnlockAppInput!) { unlockApp(input: $input) { app { name } } }",
            ["input": ["appId": "demo", "lockId": id ?? nil]])
    }

    private func current(_ emulator: TestEmulator) async throws -> JSON? {
        try await emulator.query(Self.current).json["data"]?["app"]?["currentLock"]
    }

    @Test func `a lock keeps others from locking until it is let go`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            #expect(try await current(emulator) == .null)
            let held = try await lock(emulator)
            #expect(held["lockId"]?.stringValue?.wholeMatch(of: /[0-9a-f]{12}/) != nil)
            try Decoded.time(held["expiration"])
            #expect(try await current(emulator) == held)
            let expiration = try #require(held["expiration"]?.stringValue)
            #expect(try await emulator.complaints(Self.lock) == ["UNPROCESSABLE App is locked until \(expiration)"])
            #expect(try await unlock(held["lockId"], emulator).json["data"] == ["unlockApp": ["app": ["name": "demo"]]])
            #expect(try await current(emulator) == .null)
            #expect(try await lock(emulator)["lockId"] != held["lockId"])
        }
    }

    @Test func `a lock ends after ten minutes of the world's time`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let held = try await lock(emulator)
            try await emulator.advance(by: "9m59s")
            #expect(try await current(emulator) == held)
            try await emulator.advance(by: "1s")
            #expect(try await current(emulator) == .null)
            let answer = try await unlock(held["lockId"], emulator)
            #expect(try answer.json["data"] == ["unlockApp": nil])
            #expect(try answer.json["errors"]?[0]?["message"] == "Could not find AppLock")
            #expect(try answer.json["errors"]?[0]?["extensions"] == ["code": "NOT_FOUND"])
            #expect(try await lock(emulator)["lockId"] != held["lockId"])
        }
    }

    @Test func `another's lock is not let go, and no lock is on an app that is not there`() async throws {
        try await withEmulator { emulator in
            #expect(try await emulator.complaints(Self.lock) == ["NOT_FOUND Could not find App \"demo\""])
            _ = try await emulator.makeApp()
            let held = try await lock(emulator)
            #expect(
                try await unlock("000000000000", emulator).json["errors"]?[0]?["message"] == "Could not find AppLock")
            #expect(try await current(emulator) == held)
            _ = try await emulator.delete("/v1/apps/demo")
            _ = try await emulator.makeApp()
            #expect(try await current(emulator) == .null)
        }
    }
}
