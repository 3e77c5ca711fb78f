import HTTPTypes
import MachineRules
import OrderedJSON

/// One of `http_options.replay_cache`: requests of one session go where the first of them was sent on to
/// (reference/mcp-and-proxy.md, section 5.7).
struct ReplaySessionRule: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable {
        case cookie, header
    }

    let pathPrefix: String
    let ttl: Duration
    let kind: Kind
    /// Of the cookie or header whose value names the session.
    let name: String
    let allowsBypass: Bool

    /// Nil for a rule that lacks its type or its name.
    init?(_ json: JSON) {
        guard let kind = json["type"]?.stringValue.flatMap(Kind.init(rawValue:)),
            let name = json["name"]?.stringValue, !name.isEmpty
        else { return nil }
        self.kind = kind
        self.name = name
        pathPrefix = json["path_prefix"]?.stringValue ?? "/"
        ttl = .seconds(max(ReplayCacheOrder.leastSeconds, json["ttl_seconds"]?.intValue ?? 0))
        allowsBypass = json["allow_bypass"]?.boolValue ?? false
    }

    /// What names the session of a request, nil for one the rule says nothing about.
    func session(of headers: HTTPFields, path: String) -> String? {
        guard path.hasPrefix(pathPrefix) else { return nil }
        switch kind {
        case .header: return HTTPField.Name(name).flatMap { headers[$0] }
        case .cookie:
            for field in headers where field.name == .cookie {
                for cookie in field.value.split(separator: ";") {
                    let pair = cookie.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                    if pair.count == 2, pair[0] == name { return String(pair[1]) }
                }
            }
            return nil
        }
    }
}
