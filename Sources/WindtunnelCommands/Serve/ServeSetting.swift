/// The settings of an emulator by their names in the configuration file. The flag is the name with hyphens
/// (`--tls-port`), the environment variable the name in capitals after `WINDTUNNEL_` (`WINDTUNNEL_TLS_PORT`).
enum ServeSetting: String, CaseIterable, Sendable {
    case host
    case port
    case tlsPort = "tls_port"
    case proxyPort = "proxy_port"
    case data
    case inMemory = "in_memory"
    case portFile = "port_file"
    case logLevel = "log_level"
    case logFormat = "log_format"
    case profile
    case speed
    case seed
    case allowRemote = "allow_remote"
    case allowProcesses = "allow_processes"
    case auth
    case tokens
    case rateLimits = "rate_limits"
    case app
    case publish
    case allowHost = "allow_host"
    case apiHost = "api_host"
    case autostopAfter = "autostop_after"
    case forceHTTPS = "force_https"
    case strictEdge = "strict_edge"
    case lenient
    case mcpControl = "mcp_control"
    case record
    case replay
    case mode
    case match
    case pace
    case keepTimes = "keep_times"
    case spy
    case upstream
    case graphqlUpstream = "graphql_upstream"
    case appsUpstream = "apps_upstream"

    /// The settings that decide whether an emulator is private: `exec` takes them from its flags only.
    static let ofPlace: Set<ServeSetting> = [.host, .port, .tlsPort, .proxyPort, .data, .inMemory, .portFile]

    /// How a caller who gave a wrong value wrote the name.
    var flag: String { "--" + rawValue.map { $0 == "_" ? "-" : String($0) }.joined() }
}

/// Settings as texts, from one source; a setting that takes several values has several.
typealias ServeSettingTexts = [ServeSetting: [String]]
