/// How requests of revision 2026-07-28 and later are told from those before: they know no `initialize` and no sessions,
/// and carry their version with every request. This server does not speak that revision; it answers in the revision's
/// own errors, from which clients of both eras learn to begin with `initialize`. Never with 202: that makes their
/// probe and their fallback fail (reference/mcp-and-proxy.md, section 4.7).
enum ModernEra {
    /// - Returns: the refusal, nil when the message is of the legacy era.
    static func refusal(of posted: PostedMessages, _ request: TransportRequest) -> StreamableRefusal? {
        guard let message = posted.messages.first, !posted.isInitialize else { return nil }
        let header = request["mcp-protocol-version"]
        let isModernHeader = header.map { $0 > ProtocolVersion.newestLegacy && ProtocolVersion.isDate($0) } ?? false
        let isProbe = message.method == "server/discover" && request["mcp-session-id"] == nil
        guard isProbe || isModernHeader || message.modernVersion != nil || request["mcp-method"] != nil else {
            return nil
        }
        if message.method == "server/discover" { return StreamableRefusal.noDiscovery.of(message.id) }
        return StreamableRefusal.modernVersion(message.modernVersion ?? header ?? "").of(message.id)
    }
}
