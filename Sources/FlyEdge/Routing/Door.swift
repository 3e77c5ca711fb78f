import HTTPTypes
import MachineRules
import OrderedJSON

/// An external port of a machine's service: what the proxy does with requests that come by it.
final class Door: Sendable {
    let service: Service
    let port: Service.Port
    /// Whether the proxy reads requests and responses; without the handler `http` it passes bytes on as they are.
    let speaksHTTP: Bool
    let response: ResponseRules
    let sessions: [ReplaySessionRule]
    /// How long an answer may say nothing; nil for ever.
    let idleTimeout: Duration?

    init(_ service: Service, _ port: Service.Port) {
        self.service = service
        self.port = port
        speaksHTTP = port.handlers.contains("http")
        let options = port.document["http_options"]
        idleTimeout = options?["idle_timeout"]?.intValue.flatMap { $0 > 0 ? .seconds($0) : nil }
        response = ResponseRules(options?["response"])
        sessions = options?["replay_cache"]?.arrayValue?.compactMap(ReplaySessionRule.init) ?? []
    }

    var softLimit: Int { service.concurrency.softLimit }
    var hardLimit: Int { service.concurrency.hardLimit ?? .max }
}

/// `http_options.response`: what becomes of the headers of answers (reference/mcp-and-proxy.md, section 5.3).
struct ResponseRules: Sendable, Hashable {
    /// The proxy adds nothing of its own.
    let isPristine: Bool
    /// What each header is set to; nothing takes it off. A header the program sent itself is replaced (chosen).
    let headers: [HTTPField.Name: [String]]

    init(_ json: JSON?) {
        isPristine = json?["pristine"]?.boolValue ?? false
        var headers: [HTTPField.Name: [String]] = [:]
        for (key, value) in json?["headers"]?.objectValue?.members.map({ ($0.key, $0.value) }) ?? [] {
            guard let name = HTTPField.Name(key) else { continue }
            switch value {
            case .string(let text): headers[name] = [text]
            case .array(let texts): headers[name] = texts.compactMap(\.stringValue)
            case .bool(false): headers[name] = []
            default: continue
            }
        }
        self.headers = headers
    }
}
