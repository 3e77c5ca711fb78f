import FoundationEssentials
import Glibc
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import WindtunnelTestSupport

/// An emulator that runs processes and takes no time of its own; the world's clock stands still unless a test moves it.
func withProcesses(_ body: @Sendable (TestEmulator) async throws -> Void) async throws {
    try await withEmulator(EmulatorSetup(profile: .instant, allowProcesses: true), body)
}

extension TestConfig {
    /// A machine that runs a script of the shell.
    /// - Parameter more: the rest of the configuration.
    static func process(_ script: String, _ more: JSON = [:]) -> JSON {
        var config: JSONObject = [
            "image": "demo", "init": ["exec": ["/bin/sh", "-c", .string(script)]],
            "metadata": ["windtunnel_guest": "process"],
        ]
        for member in more.objectValue ?? [:] { config[member.key] = member.value }
        return .object(config)
    }
}

extension TestMachine {
    /// What the machine's processes have printed.
    var output: [String] {
        get async throws { try await log(of: .app) }
    }

    /// All lines of one source, oldest first.
    func log(of source: LogLine.Source) async throws -> [String] {
        let world = try await app.emulator.world
        var lines: [LogRecord] = []
        var token = LogsService.Token("0")
        while true {
            let page = try await world.logs.read(
                of: AppName(rawValue: app.name), after: token, LogRecord.Filter(instance: id))
            lines += page.lines
            token = page.next
            if page.lines.isEmpty { break }
        }
        return lines.filter { $0.line.source == source }.map(\.line.message)
    }

    /// Waits until the processes have printed a line with this beginning.
    /// - Returns: what follows the beginning.
    @discardableResult
    func says(_ beginning: String) async throws -> String {
        try await app.emulator.until("it says \(beginning)") {
            try await output.contains { $0.hasPrefix(beginning) }
        }
        let line = try await output.last { $0.hasPrefix(beginning) } ?? ""
        return String(line.dropFirst(beginning.count))
    }

    /// Waits, however long that takes on this host, until the machine is in a state.
    func reaches(_ state: String) async throws {
        let answer = try await app.emulator.get("\(path)/wait?state=\(state)&timeout=60")
        guard answer.code == 200 else { throw TestSupportError("never \(state): \(answer.text)") }
    }

    /// Waits for so many exits.
    /// - Returns: what the newest tells.
    func exits(_ count: Int = 1) async throws -> JSON {
        try await app.emulator.until("exit \(count)") {
            try await self.events.count { $0 == "exit/stopped/flyd" } >= count
        }
        let newest = try await app.emulator.get(path + "/events?limit=50").json.arrayValue ?? []
        return newest.first { $0["type"] == "exit" }?["request"]?["exit_event"] ?? .null
    }
}

/// Whether a process lives; one that has ended and is still to be collected does not.
func isAlive(_ pid: String) -> Bool {
    guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return false }
    let state = String(decoding: data, as: UTF8.self).split(separator: ")").last?.split(separator: " ").first
    return state != "Z" && state != "X"
}
