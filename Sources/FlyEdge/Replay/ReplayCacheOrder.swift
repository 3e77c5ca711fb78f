import HTTPTypes
import MachineRules
import OrderedJSON

/// What an answer says about remembering its replay: by headers, or in the JSON form
/// (reference/mcp-and-proxy.md, section 5.7).
enum ReplayCacheOrder: Sendable, Hashable {
    /// Requests that fit the pattern go the same way.
    case keep(ReplayPattern, ttl: Duration, allowsBypass: Bool)
    /// What is remembered of requests like this one is forgotten.
    case invalidate

    /// No replay is remembered for a shorter time (documented).
    static let leastSeconds = 10
    /// When none is given (chosen).
    static let usualSeconds = 60

    /// The headers `fly-replay-cache` and its companions; nil where there are none.
    init?(_ headers: HTTPFields) {
        guard let pattern = headers[.replayCache] else { return nil }
        let seconds = headers[.replayCacheTTL].flatMap(Int.init) ?? Self.usualSeconds
        self.init(pattern, seconds: seconds, allowsBypass: headers[.replayCacheAllowBypass] == "yes")
    }

    /// The member `cache` of the JSON form.
    init?(_ json: JSON?) {
        guard let json else { return nil }
        if json["invalidate"]?.boolValue == true {
            self = .invalidate
            return
        }
        guard let prefix = json["prefix"]?.stringValue else { return nil }
        self.init(
            prefix.hasSuffix("*") ? prefix : prefix + "*", seconds: json["ttl"]?.intValue ?? Self.usualSeconds,
            allowsBypass: json["allow_bypass"]?.boolValue ?? false
        )
    }

    private init(_ pattern: String, seconds: Int, allowsBypass: Bool) {
        self =
            pattern == "invalidate"
            ? .invalidate
            : .keep(
                ReplayPattern(pattern), ttl: .seconds(max(Self.leastSeconds, seconds)), allowsBypass: allowsBypass
            )
    }
}

/// Which requests a remembered replay is for: `host/path`, or `/path` for any host; a `*` at the end stands for anything.
struct ReplayPattern: Sendable, Hashable {
    let host: String?
    let path: String
    let isPrefix: Bool

    init(_ text: String) {
        isPrefix = text.hasSuffix("*")
        let text = isPrefix ? text.dropLast() : Substring(text)
        let slash = text.firstIndex(of: "/") ?? text.endIndex
        let host = text[..<slash]
        self.host = host.isEmpty ? nil : host.lowercased()
        path = slash == text.endIndex ? "/" : String(text[slash...])
    }

    /// - Parameters:
    ///   - host: in lower case, without a port.
    ///   - path: without the query.
    func fits(host: String, path: Substring) -> Bool {
        guard self.host == nil || self.host == host else { return false }
        return isPrefix ? path.hasPrefix(self.path) : path == self.path
    }
}
