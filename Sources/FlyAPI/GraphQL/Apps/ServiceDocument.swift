import MachineRules
import OrderedJSON

/// A `Service` of GraphQL, from a machine's configuration or from an app's, which write services alike.
enum ServiceDocument {
    /// The handlers that GraphQL has words for.
    private static let handlers: Set<String> = ["EDGE_HTTP", "HTTP", "PG_TLS", "PROXY_PROTO", "TLS"]

    /// The services of a configuration; an app's `http_service` comes first.
    static func services(in config: JSON) -> [JSON] {
        let http = config["http_service"].flatMap { $0.objectValue == nil ? nil : [httpService($0)] } ?? []
        return (http + (config["services"]?.arrayValue ?? [])).map(document)
    }

    private static func document(_ json: JSON) -> JSON {
        let service = Service(json)
        return [
            "description": .string("\(service.protocolName) \(service.internalPort)"),
            "protocol": .string(service.protocolName.uppercased()), "internalPort": .int(service.internalPort),
            "softConcurrency": .int(service.concurrency.softLimit),
            // No limit is none that anybody meets.
            "hardConcurrency": .int(service.concurrency.hardLimit ?? Int(Int32.max)),
            "ports": .array(service.ports.map(document)),
            "checks": .array((json["checks"]?.arrayValue ?? []).map { document($0, of: service) }),
        ]
    }

    private static func document(_ port: Service.Port) -> JSON {
        let isOne = port.range.count == 1
        let words = port.handlers.map { $0.uppercased() }.filter(handlers.contains)
        return [
            "port": isOne ? .int(port.range.lowerBound) : .null, "startPort": .int(port.range.lowerBound),
            "endPort": .int(port.range.upperBound), "handlers": .array(words.map(JSON.string)),
        ]
    }

    /// Times are milliseconds (chosen).
    private static func document(_ json: JSON, of service: Service) -> JSON {
        let check = Check(json, name: json["name"]?.stringValue ?? "", defaultPort: service.internalPort)
        let isHTTP = check.probe == .http
        return [
            "name": .string(check.name), "type": isHTTP ? "HTTP" : "TCP",
            "interval": .int(GoDuration(check.interval).nanoseconds / 1_000_000),
            "timeout": .int(GoDuration(check.timeout).nanoseconds / 1_000_000),
            "httpMethod": isHTTP ? .string(check.method) : .null, "httpPath": isHTTP ? .string(check.path) : .null,
            "httpProtocol": isHTTP ? .string(check.isHTTPS ? "HTTPS" : "HTTP") : .null,
            "httpTlsSkipVerify": json["tls_skip_verify"] ?? .null, "httpHeaders": .null, "scriptArgs": .null,
            "scriptCommand": .null,
        ]
    }

    /// An app's short form stands for a service with the two usual ports.
    private static func httpService(_ json: JSON) -> JSON {
        var service = json.objectValue ?? [:]
        service["protocol"] = "tcp"
        service["ports"] = [["port": 80, "handlers": ["http"]], ["port": 443, "handlers": ["tls", "http"]]]
        return .object(service)
    }
}
