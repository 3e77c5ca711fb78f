package import OrderedJSON

/// A health check of a machine or of one of its services.
package struct Check: Sendable, Hashable {
    /// How a check looks: by connecting, or by a request.
    package enum Probe: String, Sendable, Hashable {
        case tcp, http
    }

    /// A header of an http check's request.
    package struct Header: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    /// The name its status goes by.
    package let name: String
    /// How the check looks.
    package let probe: Probe
    /// The port of the machine that is looked at.
    package let port: Int
    /// The time between two looks.
    package let interval: Duration
    /// How long one look may take.
    package let timeout: Duration
    /// How long after the start failures do not count yet.
    package let gracePeriod: Duration
    /// The method of an http check.
    package let method: String
    /// The path of an http check.
    package let path: String
    /// What an http check sends besides.
    package let headers: [Header]
    /// Whether an http check speaks TLS.
    package let isHTTPS: Bool
    /// Whether a failure takes the machine out of routing; informational checks do not.
    package let affectsRouting: Bool

    /// - Parameter defaultPort: the port of the service the check belongs to; nil for a check of the machine.
    ///
    /// Absent times are 15 s, 2 s and 5 s (chosen).
    package init(_ json: JSON, name: String, defaultPort: Int? = nil) {
        // Validation refused what does not parse; a stored document that is older than a rule falls back.
        let duration = { (key: String, fallback: Duration) in
            json[key].flatMap { try? GoDuration(json: $0) }.flatMap { $0.nanoseconds > 0 ? $0.duration : nil }
                ?? fallback
        }
        self.name = name
        probe = json["type"]?.stringValue.flatMap(Probe.init(rawValue:)) ?? .tcp
        port = json["port"]?.intValue ?? defaultPort ?? 0
        interval = duration("interval", .seconds(15))
        timeout = duration("timeout", .seconds(2))
        gracePeriod = duration("grace_period", .seconds(5))
        method = json["method"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } ?? "GET"
        path = json["path"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        headers = (json["headers"]?.arrayValue ?? []).flatMap { header in
            (header["values"]?.arrayValue ?? []).compactMap { value in
                guard let name = header["name"]?.stringValue, let value = value.stringValue else { return nil }
                return Header(name: name, value: value)
            }
        }
        isHTTPS = json["protocol"]?.stringValue == "https"
        affectsRouting = defaultPort != nil || json["kind"]?.stringValue == "readiness"
    }
}

extension MachineConfig {
    /// All checks in the order their states are listed: those of the machine under their keys, then those of its
    /// services as `servicecheck-NN-<tcp or http>-<internal port>` (recorded; that NN counts through all services is
    /// chosen).
    package var checks: [Check] {
        let named = document["checks"]?.objectValue?.members.map { Check($0.value, name: $0.key) } ?? []
        var checks = named
        for service in document["services"]?.arrayValue ?? [] {
            let port = service["internal_port"]?.intValue ?? 0
            for json in service["checks"]?.arrayValue ?? [] {
                let index = checks.count - named.count
                let kind = json["type"]?.stringValue == "http" ? "http" : "tcp"
                let name = "servicecheck-\(index < 10 ? "0" : "")\(index)-\(kind)-\(port)"
                checks.append(Check(json, name: name, defaultPort: port))
            }
        }
        return checks
    }
}
