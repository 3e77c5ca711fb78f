package import FixtureServing

/// How an emulator is set up. Every field has the default of `windtunnel serve`.
public struct WindtunnelConfiguration: Sendable {
    /// Where the worlds are kept.
    public enum Storage: Sendable {
        /// Nothing outlives the process; files of volumes go to a private temporary folder.
        case memory
        /// A folder that is made when it is not there.
        case folder(String)
    }

    /// Whose requests are taken.
    public enum Authorization: Sendable, Hashable {
        /// Everybody's: any token, and none.
        case permissive
        /// Those with a token of this file, or one minted with such a token.
        case strict(tokensFile: String)
    }

    /// What becomes of the service's rate limits.
    public enum RateLimits: String, Sendable, Hashable, CaseIterable {
        /// There are none.
        case off
        /// Requests that are too many are counted, and answered.
        case shadow
        /// Requests that are too many are refused with 429.
        case enforce
    }

    /// An external port of an app that is served at a port of this computer.
    public struct Publication: Sendable, Hashable {
        /// The app, in whichever world has it.
        public var app: String
        /// The port of the app's service.
        public var port: Int
        /// The port here; 0 picks a free one.
        public var localPort: Int

        /// `app:port` at `localPort`.
        public init(app: String, port: Int, localPort: Int) {
            self.app = app
            self.port = port
            self.localPort = localPort
        }
    }

    /// What the controls over MCP may do.
    public enum MCPControl: String, Sendable, Hashable, CaseIterable {
        /// Look.
        case read
        /// Change worlds, clocks and machines, too.
        case write
    }

    /// The address the three listeners bind.
    public var host = "127.0.0.1"
    /// Plain http; 0 picks a free port, here and below.
    public var port = 4280
    /// The same answers over TLS.
    public var tlsPort = 4243
    /// The forward proxy.
    public var proxyPort = 4281
    /// Where the worlds are kept.
    public var storage: Storage = .folder(".windtunnel")
    /// Where the chosen ports are written once all listeners accept.
    public var portFile: String?
    /// `instant`, `realistic`, or the path of a profile file.
    public var profile = "instant"
    /// How fast the worlds' clocks run; 1 is real time.
    public var speed = 1.0
    /// What all randomness comes from; nil for one of this process's own.
    public var seed: UInt64?
    /// Allows a `host` that others can reach although their requests are not checked.
    public var allowRemote = false
    /// Whose requests are taken.
    public var authorization: Authorization = .permissive
    /// What becomes of the service's rate limits.
    public var rateLimits: RateLimits = .off
    /// Hosts the forward proxy connects to although Windtunnel does not stand for them.
    public var allowedHosts: Set<String> = []
    /// Apps that stand before servers of the developer's own, each with one machine: the app's name and
    /// `http://HOST:PORT`. They are made in the default world when they are not there.
    public var apps: [String: String] = [:]
    /// Services of apps with a port of their own here, as raw TCP ones need.
    public var published: [Publication] = []
    /// More names of the API, such as a compose service's.
    public var apiHosts: Set<String> = []
    /// Accepts machine configurations that the service refuses, and says in a `Windtunnel-Warning` header what it would
    /// have said.
    public var lenient = false
    /// Runs processes on this host where a machine's configuration asks for it. Whoever may create machines can then run
    /// anything here.
    public var allowProcesses = false
    /// What the controls over MCP, `/_windtunnel/mcp`, may do.
    public var mcpControl: MCPControl = .read
    /// World time without a request after which `autostop` acts.
    public var autostopAfter: Duration = .seconds(300)
    /// The recording that is made or that answers; nil for an emulator that answers by itself.
    package var fixtures: FixtureSettings?

    /// The plain listener stands for external port 80, so that services with `force_https` redirect it; otherwise it
    /// stands for 443 with TLS taken off, and nobody is sent away.
    public var forceHTTPS = false
    /// Apps are out of reach as in the real world: one that is unknown, or has no address, answers by a closed connection.
    public var strictEdge = false

    /// The defaults of `windtunnel serve`.
    public init() {}
}

/// An emulator that accepts connections.
public struct RunningWindtunnel: Sendable {
    /// The ports that were bound, chosen ones included.
    public let httpPort: Int
    /// Of the TLS listener.
    public let httpsPort: Int
    /// Of the forward proxy.
    public let proxyPort: Int
    /// Where services are published: the port here by `APP:PORT`.
    public let published: [String: Int]
    /// The plain listener: `http://127.0.0.1:PORT`.
    public let url: String
    /// The path of the certificate that clients have to trust.
    public let certificateAuthority: String
}

/// Why an emulator did not start, in one line.
public struct StartupFailure: Error, Sendable, CustomStringConvertible {
    /// What was wrong, and what to do.
    public let description: String

    /// A failure told in one line.
    public init(_ description: String) {
        self.description = description
    }
}

/// What a run ends with whose recording was stopped because something in it looked like a secret, or could not be
/// written: not all that happened is in the file.
public struct RecordingStopped: Error, Sendable, CustomStringConvertible {
    /// The file, the place, and what is wrong there.
    public let description: String
}

/// Windtunnel's version, as `health` and `--version` tell it.
public let windtunnelVersion = "0.1.0"
