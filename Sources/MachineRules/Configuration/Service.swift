package import OrderedJSON

/// What a machine offers to the proxy: an internal port and how it is reached from outside.
package struct Service: Sendable, Hashable {
    /// What the proxy does with a machine that has no load.
    package enum Autostop: String, Sendable, Hashable, CaseIterable {
        case off, stop, suspend

        /// A word, or the older boolean: true is stop, false is off (documented). Off when absent.
        package init(_ json: JSON?) {
            switch json {
            case .bool(true): self = .stop
            case .string(let word): self = Autostop(rawValue: word) ?? .off
            default: self = .off
            }
        }
    }

    /// One outer port or a range of them.
    package struct Port: Sendable, Hashable {
        /// The outer ports.
        package let range: ClosedRange<Int>
        /// `tls`, `http`, `pg_tls`, `proxy_proto`, or any other text.
        package let handlers: [String]
        /// Whether plain requests are redirected to https.
        package let forceHTTPS: Bool
        /// The whole object, for the options only the edge knows.
        package let document: JSON

        /// Reads the wire's object.
        package init(_ json: JSON) {
            let single = json["port"]?.intValue
            let start = single ?? json["start_port"]?.intValue ?? 0
            range = start...max(start, single ?? json["end_port"]?.intValue ?? start)
            handlers = json["handlers"]?.arrayValue?.compactMap(\.stringValue) ?? []
            forceHTTPS = json["force_https"]?.boolValue ?? false
            document = json
        }

        /// Whether an outer port is one of these.
        package func contains(_ port: Int) -> Bool { range.contains(port) }
    }

    /// How load is counted and when a machine has enough of it.
    package struct Concurrency: Sendable, Hashable {
        /// What counts as load.
        package enum Unit: String, Sendable, Hashable {
            case connections, requests
        }

        /// What is counted.
        package let type: Unit
        /// Above this other machines are preferred.
        package let softLimit: Int
        /// Above this nothing more is sent; nil means no limit.
        package let hardLimit: Int?

        /// Connections, 20 and no limit when absent (documented); a zero counts as absent, as in Go. The default never
        /// exceeds a given hard limit (chosen).
        package init(_ json: JSON?) {
            type = json?["type"]?.stringValue.flatMap(Unit.init(rawValue:)) ?? .connections
            hardLimit = json?["hard_limit"]?.intValue.flatMap { $0 > 0 ? $0 : nil }
            let given = json?["soft_limit"]?.intValue.flatMap { $0 > 0 ? $0 : nil }
            softLimit = given ?? min(20, hardLimit ?? 20)
        }
    }

    /// The port the process listens on.
    package let internalPort: Int
    /// `tcp` or `udp`.
    package let protocolName: String
    /// The outer ports; none for a service that is reached on the private network only.
    package let ports: [Port]
    /// Whether a request may start the machine.
    package let autostart: Bool
    /// What happens to the machine without load.
    package let autostop: Autostop
    /// How many machines of the app's primary region the proxy keeps running.
    package let minMachinesRunning: Int
    /// When the machine has enough load.
    package let concurrency: Concurrency
    /// The key requests name this very machine by.
    package let forceInstanceKey: String?

    /// - Parameter autostartByDefault: what an absent `autostart` means; true for apps of today (chosen).
    package init(_ json: JSON, autostartByDefault: Bool = true) {
        internalPort = json["internal_port"]?.intValue ?? 0
        protocolName = json["protocol"]?.stringValue == "udp" ? "udp" : "tcp"
        ports = json["ports"]?.arrayValue?.map(Port.init) ?? []
        autostart = json["autostart"]?.boolValue ?? autostartByDefault
        autostop = Autostop(json["autostop"])
        minMachinesRunning = json["min_machines_running"]?.intValue ?? 0
        concurrency = Concurrency(json["concurrency"])
        forceInstanceKey = json["force_instance_key"]?.stringValue
    }
}
