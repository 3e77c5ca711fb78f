/// Whether the page that a browser names in `Origin` may talk to a server: the guard against pages of strangers, which
/// could reach a server on this computer by a name of theirs.
///
/// Chosen: pages of the very host the request was sent to, whatever their port, and pages of this computer, where
/// developers run their inspectors.
struct OriginRules {
    private static let ownComputer: Set = ["localhost", "127.0.0.1", "[::1]"]

    /// - Parameters:
    ///   - origin: the header; a client that is no browser sends none.
    ///   - authority: the host of the request.
    static func allows(_ origin: String?, at authority: String?) -> Bool {
        guard let origin else { return true }
        let schemes = ["http://", "https://"]
        guard let scheme = schemes.first(where: { origin.hasPrefix($0) }) else { return false }
        let host = host(of: String(origin.dropFirst(scheme.count)))
        return ownComputer.contains(host) || host.hasSuffix(".localhost") || host == authority.map(self.host(of:))
    }

    private static func host(of authority: String) -> String {
        let name = authority.lowercased()
        if name.hasPrefix("["), let end = name.firstIndex(of: "]") { return String(name[...end]) }
        return String(name.prefix { $0 != ":" })
    }
}
