import MachineRules
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What a caller sends under `config` comes back: every key, known or not, in the caller's order.
@Suite(.timeLimit(.minutes(5))) struct LosslessConfigs {
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `a configuration comes back with everything that was in it`(seed: UInt64) async throws {
        var generator = ConfigGenerator(seed: seed)
        let (first, second) = (generator.config(), generator.config())
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine(first)
            let made = try #require(machine.created["config"])
            #expect(first.firstDifference(in: made) == nil, "seed \(seed): \(first.text) → \(made.text)")
            #expect(try await machine.document["config"]?.text == made.text)

            let updated = try await machine.update(second)
            #expect(updated.code == 200)
            let replaced = try #require(updated.json["config"])
            #expect(second.firstDifference(in: replaced) == nil, "seed \(seed): \(second.text) → \(replaced.text)")
            let versions = try await emulator.get(machine.path + "/versions").json
            #expect(versions[1]?["user_config"]?.text == made.text)

            // A client that reads, changes nothing and sends back gets the same again.
            try await emulator.settle()
            let again = try await machine.update(replaced)
            #expect(try again.json["config"]?.text == replaced.text)
        }
    }

    @Test func `a duration sent as text stays that text, one sent as a number becomes text`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine([
                "image": "demo", "stop_config": ["signal": "SIGTERM", "timeout": "90s"],
                "checks": ["alive": ["type": "tcp", "port": 80, "interval": 15_000_000_000, "timeout": "1m30s"]],
            ])
            let config = try #require(machine.created["config"])
            #expect(config["stop_config"]?["timeout"] == "90s")
            #expect(config["checks"]?["alive"]?["interval"] == "15s")
            #expect(config["checks"]?["alive"]?["timeout"] == "1m30s")
        }
    }
}

/// Makes configurations of known and unknown keys in any order, deep and wide, with texts of every script.
private struct ConfigGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func config() -> JSON {
        var members: [(String, JSON)] = [("image", "registry.fly.io/demo:v1")]
        if flip() { members.append(("env", texts(under: "ENV"))) }
        if flip() { members.append(("metadata", texts(under: "meta"))) }
        if flip() {
            members.append(("guest", ["memory_mb": 512, "x_new": value(2), "cpu_kind": "shared", "cpus": 1]))
        }
        if flip() { members.append(("init", ["x_odd": value(2), "cmd": ["sh", "-c", .string(text())]])) }
        if flip() {
            members.append(
                (
                    "services",
                    [
                        [
                            "internal_port": 8080, "x_lane": value(2), "protocol": "tcp", "autostop": "suspend",
                            "ports": [["port": 443, "handlers": ["tls", "http"], "x_more": value(1)]],
                        ]
                    ]
                ))
        }
        if flip() { members.append(("restart", ["policy": "always", "x_wait": value(1)])) }
        for number in 0..<Int.random(in: 0...6, using: &random) { members.append(("x_\(number)\(text())", value(3))) }
        return .object(JSONObject(members.shuffled(using: &random)))
    }

    private mutating func flip() -> Bool { Bool.random(using: &random) }

    private mutating func texts(under prefix: String) -> JSON {
        .object(JSONObject((0..<Int.random(in: 1...4, using: &random)).map { ("\(prefix)_\($0)", .string(text())) }))
    }

    private mutating func value(_ depth: Int) -> JSON {
        switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &random) {
        case 0: .null
        case 1: .bool(flip())
        case 2: .int(Int.random(in: -9_000_000_000_000...9_000_000_000_000, using: &random))
        case 3: .number(JSONNumber(text: ["1e9", "0.10", "-0.0", "1E+2", "3.0"].randomElement(using: &random) ?? "0"))
        case 4, 5: .string(text())
        case 6: .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth - 1) })
        default:
            .object(
                JSONObject((0..<Int.random(in: 0...3, using: &random)).map { ("k\($0)\(text())", value(depth - 1)) }))
        }
    }

    private mutating func text() -> String {
        let parts = [
            "", "a", "β", "日本", "🎈", "\"", "\\", "/", "\n", "\u{7f}", "<&>", "\u{2028}", " ", "$HOME", "e\u{301}",
        ]
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
            .joined()
    }
}

extension JSON {
    /// Where a document lacks something of this one: every member must be there with its value, in this order among
    /// each other; what was added does not count. Nil when nothing is missing.
    fileprivate func firstDifference(in other: JSON, at path: String = "config") -> String? {
        switch (self, other) {
        case (.object(let mine), .object(let theirs)):
            let order = theirs.keys.filter { mine[$0] != nil }
            guard order == mine.keys else { return "\(path): keys \(mine.keys) became \(order)" }
            for member in mine {
                guard let value = theirs[member.key] else { return "\(path).\(member.key) is gone" }
                if let difference = member.value.firstDifference(in: value, at: "\(path).\(member.key)") {
                    return difference
                }
            }
            return nil
        case (.array(let mine), .array(let theirs)):
            guard mine.count == theirs.count else { return "\(path): \(mine.count) elements became \(theirs.count)" }
            for (index, pair) in zip(mine, theirs).enumerated() {
                if let difference = pair.0.firstDifference(in: pair.1, at: "\(path)[\(index)]") { return difference }
            }
            return nil
        default: return text == other.text ? nil : "\(path): \(text) became \(other.text)"
        }
    }
}
