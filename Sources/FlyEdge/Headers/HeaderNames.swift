import HTTPTypes

/// The headers Fly Proxy reads and writes (reference/mcp-and-proxy.md, sections 5.3 and 5.7).
extension HTTPField.Name {
    static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .from
    static let forwardedProto = HTTPField.Name("X-Forwarded-Proto") ?? .from
    static let forwardedPort = HTTPField.Name("X-Forwarded-Port") ?? .from
    static let forwardedSsl = HTTPField.Name("X-Forwarded-Ssl") ?? .from
    static let flyForwardedProto = HTTPField.Name("Fly-Forwarded-Proto") ?? .from
    static let flyForwardedPort = HTTPField.Name("Fly-Forwarded-Port") ?? .from
    static let flyForwardedSsl = HTTPField.Name("Fly-Forwarded-Ssl") ?? .from
    static let flyRegion = HTTPField.Name("Fly-Region") ?? .from
    static let flyRequestID = HTTPField.Name("Fly-Request-Id") ?? .from
    static let flyTraceparent = HTTPField.Name("Fly-Traceparent") ?? .from
    static let flyTracestate = HTTPField.Name("Fly-Tracestate") ?? .from
    static let requestStart = HTTPField.Name("X-Request-Start") ?? .from
    static let preferredUnavailable = HTTPField.Name("Fly-Preferred-Instance-Unavailable") ?? .from
    static let replay = HTTPField.Name("Fly-Replay") ?? .from
    static let replaySource = HTTPField.Name("Fly-Replay-Src") ?? .from
    static let replayFailed = HTTPField.Name("Fly-Replay-Failed") ?? .from
    static let replayCache = HTTPField.Name("Fly-Replay-Cache") ?? .from
    static let replayCacheTTL = HTTPField.Name("Fly-Replay-Cache-Ttl-Secs") ?? .from
    static let replayCacheAllowBypass = HTTPField.Name("Fly-Replay-Cache-Allow-Bypass") ?? .from
    static let replayCacheControl = HTTPField.Name("Fly-Replay-Cache-Control") ?? .from
    static let replayCacheStatus = HTTPField.Name("Fly-Replay-Cache-Status") ?? .from
}
