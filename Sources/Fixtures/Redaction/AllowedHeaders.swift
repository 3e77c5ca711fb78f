/// The headers that are written into recordings; all others are left out, whatever they say.
enum AllowedHeaders {
    private static let names: Set<String> = [
        "accept", "accept-encoding", "accept-language", "allow", "authorization", "cache-control", "connection",
        "content-disposition", "content-encoding", "content-language", "content-length", "content-range",
        "content-type",
        "date", "etag", "expect", "fly-cache-status", "fly-force-instance-id", "fly-force-region",
        "fly-machine-lease-nonce",
        "fly-prefer-instance-id", "fly-prefer-region", "fly-region", "fly-replay", "fly-request-id", "fly-span-id",
        "flyio-debug", "fly-machine-version", "host", "if-match", "if-modified-since", "if-none-match", "keep-alive",
        "last-event-id", "last-modified", "location", "mcp-protocol-version", "mcp-session-id", "mcp-method",
        "mcp-name",
        "origin", "prefer", "range", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after",
        "server",
        "strict-transport-security", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "vary", "via",
        "warning", "www-authenticate", "x-content-type-options", "x-powered-by", "x-ratelimit-limit",
        "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id",
    ]

    static func contains(_ name: String) -> Bool {
        let lower = name.asciiLowercased
        return names.contains(lower) || lower.hasPrefix("windtunnel-")
    }

    /// Headers that hold nothing but a secret.
    static func kind(of name: String) -> SecretKind? {
        switch name.asciiLowercased {
        case "authorization": .token
        case "fly-machine-lease-nonce": .nonce
        case "mcp-session-id": .session
        default: nil
        }
    }

    /// Headers whose values are long and random by nature and open to nobody.
    static func isOpaque(_ name: String) -> Bool {
        ["etag", "if-none-match", "if-match", "fly-request-id", "fly-span-id", "x-request-id", "last-event-id"]
            .contains(name.asciiLowercased)
    }
}
