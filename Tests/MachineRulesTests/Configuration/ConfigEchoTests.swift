import MachineRules
import OrderedJSON
import Testing

@Suite("The echo of a config")
struct ConfigEchoTests {
    private func echo(_ config: String) throws -> String {
        try MachineConfig(document: JSON(parsing: config)).document.text
    }

    @Test(
        "lays the defaults behind what the caller said",
        arguments: [
            (
                #"{"image":"a"}"#,
                #"{"image":"a","guest":{"cpu_kind":"shared","cpus":1,"memory_mb":256},"init":{},"dns":{}}"#
            ),
            (
                #"{"dns":{"hostname":"h"},"guest":{"cpus":2,"cpu_kind":"shared"},"image":"a","init":null}"#,
                #"{"dns":{"hostname":"h"},"guest":{"cpus":2,"cpu_kind":"shared","memory_mb":512},"image":"a","init":{}}"#
            ),
            (
                #"{"guest":null,"image":"a","size":"performance-2x"}"#,
                #"{"guest":{"cpu_kind":"performance","cpus":2,"memory_mb":4096},"image":"a","size":"performance-2x","#
                    + #""init":{},"dns":{}}"#
            ),
            (
                #"{"image":"a","guest":{"cpu_kind":"performance","cpus":null},"init":{},"dns":{}}"#,
                #"{"image":"a","guest":{"cpu_kind":"performance","cpus":1,"memory_mb":2048},"init":{},"dns":{}}"#
            ),
        ]
    )
    func defaults(config: String, expected: String) throws {
        #expect(try echo(config) == expected)
    }

    @Test("turns integer durations into Go text and leaves text as it is")
    func durations() throws {
        let config = try MachineConfig(
            document: JSON(
                parsing: #"""
                    {"image":"a","stop_config":{"timeout":90000000000},
                     "checks":{"up":{"type":"tcp","port":1,"interval":15000000000,"timeout":"0.5m","grace_period":1e9}},
                     "services":[{"internal_port":1,"checks":[{"type":"tcp","interval":500000000,"timeout":"2000ms"}]}],
                     "containers":[{"name":"c","stop":{"timeout":1},"healthchecks":[{"interval":30}]}],
                     "unknown":{"timeout":5}}
                    """#)
        ).document
        #expect(config["stop_config"]?["timeout"] == "1m30s")
        #expect(config["checks"]?["up"]?["interval"] == "15s")
        #expect(config["checks"]?["up"]?["timeout"] == "0.5m")
        #expect(config["checks"]?["up"]?["grace_period"] == "1s")
        #expect(config["services"]?[0]?["checks"]?[0]?["interval"] == "500ms")
        #expect(config["services"]?[0]?["checks"]?[0]?["timeout"] == "2000ms")
        #expect(config["containers"]?[0]?["stop"]?["timeout"] == "1ns")
        #expect(config["containers"]?[0]?["healthchecks"]?[0]?["interval"] == 30)
        #expect(config["unknown"]?["timeout"] == 5)
    }

    @Test("keeps autostop as sent", arguments: ["false", "true", #""off""#, #""stop""#, #""suspend""#])
    func autostop(word: String) throws {
        let echo = try echo(#"{"image":"a","services":[{"internal_port":1,"autostop":\#(word)}]}"#)
        #expect(echo.contains(#"{"internal_port":1,"autostop":\#(word),"force_instance_key":null}"#))
    }

    @Test("gives every service a force_instance_key and keeps one that is there")
    func forceInstanceKey() throws {
        let services = #"[{"force_instance_key":"k","internal_port":1},{"internal_port":2}]"#
        let expected = #"[{"force_instance_key":"k","internal_port":1},{"internal_port":2,"force_instance_key":null}]"#
        #expect(try echo(#"{"image":"a","services":\#(services)}"#).contains(expected))
    }

    @Test("loses nothing, changes no number's text and no order, whatever the caller adds", arguments: 0..<200)
    func lossless(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sent = seeded(try JSON(parsing: Self.full), using: &generator)
        let config = try MachineConfig(document: JSON(parsing: sent.text))
        if let loss = firstLoss(of: sent, in: config.document, at: "config") { Issue.record("\(loss) in \(sent.text)") }
        #expect(try MachineConfig(document: config.document).document.text == config.document.text)
        #expect(MachineConfig(stored: config.document) == config)
    }

    /// Every section, so that unknown keys can be put into each of its objects.
    private static let full = #"""
        {"image":"registry.fly.io/paper-boats:v14","env":{"LOG_LEVEL":"info","EMPTY":""},"init":{"cmd":["a"],"tty":false},
         "guest":{"cpu_kind":"shared","cpus":1,"memory_mb":256,"kernel_args":["x"]},
         "processes":[{"cmd":["run"],"env":{"A":"b"},"secrets":[{"env_var":"S"}]}],
         "services":[{"protocol":"tcp","internal_port":8080,"autostop":true,"ports":[{"port":80,"handlers":["http"],
           "http_options":{"compress":true,"response":{"headers":{"X":false,"Y":["a","b"]}}}},
           {"start_port":1000,"end_port":2000}],"concurrency":{"type":"requests","soft_limit":1,"hard_limit":2},
           "checks":[{"type":"http","path":"/up","interval":"15s","timeout":"2s"}]}],
         "checks":{"alive":{"type":"tcp","port":8080,"interval":"1m","headers":[{"name":"h","values":["v"]}]}},
         "mounts":[{"volume":"data","path":"/data","extend_threshold_percent":80}],"metadata":{"k":"v"},
         "files":[{"guest_path":"/f","raw_value":"YQ=="}],"restart":{"policy":"always"},"stop_config":{"timeout":"9s"},
         "dns":{"options":[{"name":"n","value":"v"}]},"rootfs":{"persist":"always"},
         "containers":[{"name":"c","image":"a","depends_on":[]}],"spot":{"max_price_fraction":0.50}}
        """#

    private static let numbers = ["1.50", "1e2", "-0", "12345678901234567890123", "0.10", "1E-7", "7"]

    /// The document with unknown members at random places of every object whose keys are not the caller's own.
    private func seeded(
        _ json: JSON, key: String = "", using generator: inout SeededGenerator
    ) -> JSON {
        switch json {
        case .array(let elements):
            return .array(elements.map { seeded($0, using: &generator) })
        case .object(let object):
            var pairs = object.members.map { ($0.key, seeded($0.value, key: $0.key, using: &generator)) }
            if !["env", "metadata", "checks"].contains(key) {
                for index in 0..<Int(generator.next() % 3) {
                    let place = Int(generator.next() % UInt64(pairs.count + 1))
                    pairs.insert(("x_new_\(index)", unknown(using: &generator)), at: place)
                }
            }
            return .object(JSONObject(pairs))
        default: return json
        }
    }

    private func unknown(using generator: inout SeededGenerator) -> JSON {
        let number = JSON.number(JSONNumber(text: Self.numbers[Int(generator.next() % UInt64(Self.numbers.count))]))
        switch generator.next() % 5 {
        case 0: return number
        case 1: return .null
        case 2: return [number, "text \u{1F6E9} \"quoted\"", true]
        case 3: return ["timeout": number, "guest": .null, "": [:]]
        default: return .string("\(generator.next())")
        }
    }

    /// Where something that was sent is missing, changed or out of order; nil when nothing is.
    private func firstLoss(of sent: JSON, in kept: JSON, at path: String) -> String? {
        switch (sent, kept) {
        case (.object(let before), .object(let after)):
            let known = Set(before.keys)
            guard after.keys.filter(known.contains) == before.keys else { return "order at \(path)" }
            for member in before {
                guard let value = after[member.key] else { return "\(path).\(member.key)" }
                if let loss = firstLoss(of: member.value, in: value, at: "\(path).\(member.key)") { return loss }
            }
            return nil
        case (.array(let before), .array(let after)):
            guard before.count == after.count else { return path }
            for (index, pair) in zip(before, after).enumerated() {
                if let loss = firstLoss(of: pair.0, in: pair.1, at: "\(path)[\(index)]") { return loss }
            }
            return nil
        default: return sent.text == kept.text ? nil : path
        }
    }
}
