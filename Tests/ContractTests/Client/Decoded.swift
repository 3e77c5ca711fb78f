import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What the official client needs of an answer so as not to fail or to crash (reference/machines-rest.md, section 5.1).
enum Decoded {
    static func machine(_ machine: JSON) throws {
        for key in ["id", "name", "state", "region", "instance_id", "private_ip"] {
            #expect(machine[key]?.stringValue?.isEmpty == false, "\(key)")
        }
        #expect(machine["host_status"] == "ok", "no lease is taken otherwise")
        // Read without asking whether they are there.
        let config = try #require(machine["config"]?.objectValue)
        let guest = try #require(config["guest"]?.objectValue)
        #expect(guest["cpu_kind"]?.stringValue != nil)
        #expect(guest["cpus"]?.intValue != nil)
        #expect(guest["memory_mb"]?.intValue != nil)
        let image = try #require(machine["image_ref"]?.objectValue)
        for key in ["registry", "repository", "digest"] { #expect(image[key]?.stringValue != nil, "\(key)") }
        for key in ["created_at", "updated_at"] { try time(machine[key]) }
        for check in machine["checks"]?.arrayValue ?? [] {
            #expect(check["name"]?.stringValue != nil)
            #expect(["passing", "warning", "critical"].contains(check["status"]?.stringValue))
            try time(check["updated_at"])
        }
        for event in try #require(machine["events"]?.arrayValue) { try self.event(event) }
    }

    private static func event(_ event: JSON) throws {
        for key in ["type", "status", "source"] { #expect(event[key]?.stringValue != nil, "\(key)") }
        #expect(event["timestamp"]?.intValue != nil)
        guard event["type"] == "exit" else { return }
        let exit = try #require(event["request"]?["exit_event"])
        for key in ["requested_stop", "restarting", "oom_killed"] { #expect(exit[key]?.boolValue != nil, "\(key)") }
        for key in ["exit_code", "guest_exit_code", "signal", "guest_signal"] {
            #expect(exit[key]?.intValue != nil, "\(key)")
        }
        try time(exit["exited_at"])
    }

    /// - Returns: the lease within its envelope.
    static func lease(_ answer: Answer) throws -> JSON {
        #expect(try answer.json["status"] == "success")
        let data = try #require(answer.json["data"])
        for key in ["nonce", "owner", "version"] { #expect(data[key]?.stringValue?.isEmpty == false, "\(key)") }
        #expect(data["expires_at"]?.intValue != nil)
        return data
    }

    static func volume(_ volume: JSON) throws {
        for key in ["id", "name", "state", "region", "zone"] {
            #expect(volume[key]?.stringValue?.isEmpty == false, "\(key)")
        }
        for key in ["size_gb", "snapshot_retention"] { #expect(volume[key]?.intValue != nil, "\(key)") }
        for key in ["encrypted", "auto_backup_enabled"] { #expect(volume[key]?.boolValue != nil, "\(key)") }
        #expect(volume["host_status"] == "ok", "no fork is made otherwise")
        #expect(volume["attached_machine_id"] != nil)
        try time(volume["created_at"])
    }

    static func app(_ app: JSON) {
        for key in ["id", "name", "status", "network"] { #expect(app[key]?.stringValue?.isEmpty == false, "\(key)") }
        for key in ["internal_numeric_id", "machine_count", "volume_count"] {
            #expect(app[key]?.intValue != nil, "\(key)")
        }
        for key in ["name", "slug"] { #expect(app["organization"]?[key]?.stringValue?.isEmpty == false, "\(key)") }
    }

    /// A time that does not parse fails the whole answer.
    static func time(_ value: JSON?) throws {
        let text = try #require(value?.stringValue)
        #expect(text.wholeMatch(of: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/) != nil, "\(text)")
    }
}
