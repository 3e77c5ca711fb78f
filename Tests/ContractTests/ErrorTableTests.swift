import OrderedJSON
import Testing
import Windtunnel
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct ErrorTable {
    private func rows(_ emulator: TestEmulator) async throws -> [JSON] {
        try #require(await emulator.get("/_windtunnel/coverage").json["errors"]?.arrayValue)
    }

    @Test func `every cause is listed once with its status, its text and its basis`() async throws {
        try await withEmulator { emulator in
            let rows = try await rows(emulator)
            #expect(rows.count > 100)
            #expect(Set(rows.compactMap { $0["cause"]?.stringValue }).count == rows.count)
            for row in rows {
                #expect(row.objectValue?.members.map(\.key) == ["cause", "http", "text", "status", "basis"])
                #expect(row["text"]?.stringValue?.isEmpty == false, "\(row)")
                #expect((400...599).contains(row["http"]?.intValue ?? 0), "\(row)")
                let basis = try #require(row["basis"]?.stringValue)
                #expect(["recorded", "documented", "clientCode", "chosen"].contains(basis), "\(row)")
            }
        }
    }

    @Test func `a text with a prefix of the service has the status that it stands for`() async throws {
        try await withEmulator { emulator in
            let rows = try await rows(emulator)
            for (prefix, code) in [
                ("invalid_argument: ", 400), ("not_found: ", 404), ("deadline_exceeded: ", 408), ("aborted: ", 409),
                ("already_exists: ", 409), ("failed_precondition: ", 412), ("unavailable: ", 503),
            ] {
                let prefixed = rows.filter { $0["text"]?.stringValue?.hasPrefix(prefix) == true }
                #expect(prefixed.allSatisfy { $0["http"]?.intValue == code }, "\(prefix)")
                // No refusal of the service that is known to us says so.
                if prefix != "not_found: " { #expect(!prefixed.isEmpty, "\(prefix)") }
            }
        }
    }

    @Test func `what is listed is what is answered`() async throws {
        try await withEmulator { emulator in
            func row(_ cause: String) async throws -> JSON {
                try #require(await rows(emulator).first { $0["cause"]?.stringValue == cause })
            }
            let unknown = try await emulator.get("/v1/apps/nobody")
            let app = try await row("appNotFound")
            #expect(unknown.code == app["http"]?.intValue)
            #expect(unknown.error == app["text"]?.stringValue)
            #expect(app["status"] == .null)

            _ = try await emulator.makeApp()
            let repeated = try await emulator.post("/v1/apps", ["app_name": "demo", "org_slug": "personal"])
            let taken = try await row("appNameTaken")
            #expect(repeated.code == taken["http"]?.intValue)
            #expect(try repeated.json == ["error": taken["text"] ?? .null, "status": taken["status"] ?? .null])

            let malformed = try await emulator.get("/v1/apps/demo/machines/x")
            let id = try await row("machineIDMalformed")
            #expect(malformed.code == id["http"]?.intValue)
            #expect(malformed.error == id["text"]?.stringValue?.replacing("{id}", with: "x"))
        }
    }
}
