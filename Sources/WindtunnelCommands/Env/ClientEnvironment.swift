/// Where an emulator is, as far as it is known.
struct EmulatorAddresses: Equatable, Sendable {
    /// `http://127.0.0.1:4280`
    let url: String
    /// The forward proxy's port; nil when only the URL is known.
    let proxyPort: Int?
    /// The path of the authority's certificate in PEM; nil when only the URL is known.
    let certificateAuthority: String?

    init(url: String, proxyPort: Int? = nil, certificateAuthority: String? = nil) {
        self.url = url
        self.proxyPort = proxyPort
        self.certificateAuthority = certificateAuthority
    }
}

/// The environment that points flyctl, fly-go, curl, SDKs and scripts with the real addresses in them at an emulator.
struct ClientEnvironment: Equatable, Sendable {
    struct Variable: Equatable, Sendable {
        let name: String
        let value: String
    }

    /// What to set, in the order in which it is shown.
    let variables: [Variable]

    /// What to unset. flyctl prefers `FLY_ACCESS_TOKEN` to `FLY_API_TOKEN`, and would send a real token there.
    static let removed = ["FLY_ACCESS_TOKEN", "FLY_METRICS_TOKEN"]

    /// - Parameters:
    ///   - token: what clients send as their API token; nil leaves the caller's own alone.
    ///   - configurationFolder: flyctl's own folder, so that it touches nobody's login; nil leaves it alone.
    static func variables(
        for emulator: EmulatorAddresses, token: String?, configurationFolder: String?
    ) -> ClientEnvironment {
        let url = emulator.url
        let proxy = emulator.proxyPort.map { "http://127.0.0.1:\($0)" }
        var pairs: [(String, String)] = []
        func set(_ names: [String], _ value: String?) {
            guard let value else { return }
            pairs += names.map { ($0, value) }
        }
        set(["WINDTUNNEL_URL"], url)
        set(["FLY_API_TOKEN"], token)
        // With the proxy in place the real name works, as it stands in the public guides.
        set(["FLY_API_HOSTNAME"], proxy == nil ? url : "https://api.machines.dev")
        set(["FLY_API_BASE_URL", "FLY_FLAPS_BASE_URL", "FLY_UIEX_BASE_URL"], url)
        // curl reads only the lower-case http_proxy; others read only capitals.
        set(["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"], proxy)
        set(["NO_PROXY", "no_proxy"], proxy.map { _ in "localhost,127.0.0.1,::1" })
        set(
            ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"],
            emulator.certificateAuthority)
        set(["FLY_CONFIG_DIR"], configurationFolder)
        set(["FLY_NO_UPDATE_CHECK", "FLY_NO_INCIDENTS_CHECK", "CI"], "1")
        set(["FLY_SEND_METRICS", "FLY_SYNTHETICS_AGENT"], "0")
        set(["FLY_TRACE_COLLECTOR_URL"], "127.0.0.1")
        return ClientEnvironment(variables: pairs.map { Variable(name: $0.0, value: $0.1) })
    }

    /// An environment with these variables laid over it.
    func applied(to environment: [String: String], keepingToken: Bool) -> [String: String] {
        var result = environment
        if !keepingToken { for name in Self.removed { result[name] = nil } }
        for variable in variables { result[variable.name] = variable.value }
        return result
    }

    /// The commands that make a POSIX shell take it over.
    func shellLines(keepingToken: Bool) -> [String] {
        variables.map { "export \($0.name)=\(ShellText.quoted($0.value))" }
            + (keepingToken ? [] : Self.removed.map { "unset \($0)" })
    }
}
