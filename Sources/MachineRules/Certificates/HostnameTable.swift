/// Which app the host names of a world's certificates lead to.
package struct HostnameTable: Sendable, Equatable {
    private let apps: [String: AppName]

    /// - Parameter certificates: host names as certificates carry them, wildcards too, with their apps; of several for
    ///   one name the first counts, so the oldest come first.
    package init(_ certificates: [(hostname: String, app: AppName)] = []) {
        apps = Dictionary(certificates.map { ($0.hostname, $0.app) }) { first, _ in first }
    }

    /// The app a host leads to: by its own name, else by a wildcard in the place of its first label.
    /// - Parameter host: in lower case, without a port.
    package func app(of host: String) -> AppName? {
        guard !apps.isEmpty else { return nil }
        return apps[host] ?? Hostname.wildcard(over: host).flatMap { apps[$0] }
    }
}
