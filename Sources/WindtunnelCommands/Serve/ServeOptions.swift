import ArgumentParser

/// The settings of an emulator as flags. All are optional: what is not given comes from the environment, the
/// configuration file or the defaults.
struct ServeOptions: ParsableArguments {
    @Option(
        help:
            "The address to listen on (default: 127.0.0.1). Another than loopback needs --auth strict or --allow-remote."
    )
    var host: String?

    @Option(help: "The http port (default: 4280; 0 = any free one).")
    var port: Int?

    @Option(help: "The https port (default: 4243; 0 = any free one).")
    var tlsPort: Int?

    @Option(help: "The port of the forward proxy (default: 4281; 0 = any free one).")
    var proxyPort: Int?

    @Option(help: ArgumentHelp("The folder that holds all state (default: .windtunnel).", valueName: "dir"))
    var data: String?

    @Flag(help: "Keep all state in memory.")
    var inMemory = false

    @Option(
        help: ArgumentHelp("Write the chosen ports to this file too, beside ports.json in --data.", valueName: "file"))
    var portFile: String?

    @Option(
        help: ArgumentHelp(
            "A JSON file with settings (default: WINDTUNNEL_CONFIG).",
            discussion: """
                Its keys are these flags' names with underscores. Flags win over the environment (WINDTUNNEL_PORT and \
                so on), which wins over the file.
                """,
            valueName: "file"
        )
    )
    var config: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical (default: notice).")
    var logLevel: String?

    @Option(help: "text or json (default: text).")
    var logFormat: String?

    @Option(help: "Delays of the machines: instant, realistic or a file (default: instant).")
    var profile: String?

    @Option(help: "World seconds per second (default: 1).")
    var speed: Double?

    @Option(help: "Where randomness begins (default: chosen and logged).")
    var seed: UInt64?

    @Flag(help: "Let others than this machine in, whose requests are not checked.")
    var allowRemote = false

    @Flag(help: "Run processes on this host where a machine asks for it: whoever may create machines can run anything.")
    var allowProcesses = false

    @Option(help: "permissive (any token, and none) or strict (the tokens of --tokens) (default: permissive).")
    var auth: String?

    @Option(
        help: ArgumentHelp(
            "A JSON file with the tokens of --auth strict, which only its owner can read.",
            discussion: """
                {"tokens":[{"token":"…","user":"dev@example.com","org":"personal","apps":["demo"],"access":"write"}]}
                Without apps a token is for all of the organization's; access is read or write.
                """,
            valueName: "file"))
    var tokens: String?

    @Option(help: "The service's rate limits: off, shadow (only count) or enforce (default: off).")
    var rateLimits: String?

    @Option(
        help: ArgumentHelp(
            "An app that stands before a server of your own, such as demo=http://localhost:3000; repeatable.",
            discussion: "The app and its one machine are made when they are not there.",
            valueName: "app=url"))
    var app: [String] = []

    @Option(
        help: ArgumentHelp(
            "Serve a service of an app at a port of this computer, such as demo:5432=15432; repeatable.",
            discussion: "What is spoken there, HTTP, TLS or bytes as they are, its handlers say. 0 = any free port.",
            valueName: "app:port=localport"))
    var publish: [String] = []

    @Option(help: ArgumentHelp("A host the forward proxy lets through to the network; repeatable.", valueName: "name"))
    var allowHost: [String] = []

    @Option(help: ArgumentHelp("A further name of the API; repeatable.", valueName: "name"))
    var apiHost: [String] = []

    @Option(
        help: ArgumentHelp("Stop an idle machine after so much world time (default: 5m).", valueName: "duration"))
    var autostopAfter: String?

    @Flag(help: "Let the http listener stand for port 80, which services with force_https redirect.")
    var forceHttps = false

    @Flag(help: "Close the connection on apps that are unknown or have no address, as the service does.")
    var strictEdge = false

    @Flag(help: "Accept machine configurations the service refuses, with a Windtunnel-Warning header.")
    var lenient = false

    @Option(help: "What the controls over MCP may do: read or write (default: read).")
    var mcpControl: String?

    @Option(
        help: ArgumentHelp(
            "Pass everything on to --upstream and write what goes over the wire into this HAR file.",
            discussion: "Secrets are replaced before anything is written; a file that is there is added to.",
            valueName: "file"))
    var record: String?

    @Option(help: ArgumentHelp("Answer from this recording.", valueName: "file"))
    var replay: String?

    @Option(
        help: ArgumentHelp(
            "What a replay does with what is not recorded: once, new-episodes, none or all (default: once).",
            discussion: """
                once records where there is no file yet; new-episodes records what is missing; none only replays; all \
                records everything anew.
                """))
    var mode: String?

    @Option(
        help: ArgumentHelp(
            "A JSON file with rules of what counts when a replay looks for an answer.", valueName: "file"))
    var match: String?

    @Option(help: "What takes a polling client through recorded answers: clock or count (default: clock).")
    var pace: String?

    @Flag(help: "Leave times in replayed answers as they were recorded.")
    var keepTimes = false

    @Flag(help: "Let the emulator answer what a replay has no answer for.")
    var spy = false

    @Option(help: ArgumentHelp("Where requests are passed on to, such as https://api.machines.dev.", valueName: "url"))
    var upstream: String?

    @Option(
        help: ArgumentHelp(
            "Where GraphQL and /api/v1 are passed on to.",
            discussion: "Beside https://api.machines.dev that is https://api.fly.io, else the same as --upstream.",
            valueName: "url"))
    var graphqlUpstream: String?

    @Option(
        help: ArgumentHelp(
            "Where requests to apps are passed on to.",
            discussion: "Beside https://api.machines.dev each goes to its own https://APP.fly.dev, else to --upstream.",
            valueName: "url"))
    var appsUpstream: String?

    mutating func validate() throws {
        if inMemory, data != nil { throw ValidationError("Give either --data or --in-memory.") }
    }

    /// What was given, as texts.
    var texts: ServeSettingTexts {
        var texts: ServeSettingTexts = [:]
        texts[.host] = host.map { [$0] }
        texts[.port] = port.map { ["\($0)"] }
        texts[.tlsPort] = tlsPort.map { ["\($0)"] }
        texts[.proxyPort] = proxyPort.map { ["\($0)"] }
        texts[.data] = data.map { [$0] }
        texts[.portFile] = portFile.map { [$0] }
        texts[.logLevel] = logLevel.map { [$0] }
        texts[.logFormat] = logFormat.map { [$0] }
        texts[.profile] = profile.map { [$0] }
        texts[.speed] = speed.map { ["\($0)"] }
        texts[.seed] = seed.map { ["\($0)"] }
        texts[.autostopAfter] = autostopAfter.map { [$0] }
        texts[.auth] = auth.map { [$0] }
        texts[.tokens] = tokens.map { [$0] }
        texts[.rateLimits] = rateLimits.map { [$0] }
        texts[.mcpControl] = mcpControl.map { [$0] }
        texts[.record] = record.map { [$0] }
        texts[.replay] = replay.map { [$0] }
        texts[.mode] = mode.map { [$0] }
        texts[.match] = match.map { [$0] }
        texts[.pace] = pace.map { [$0] }
        texts[.upstream] = upstream.map { [$0] }
        texts[.graphqlUpstream] = graphqlUpstream.map { [$0] }
        texts[.appsUpstream] = appsUpstream.map { [$0] }
        if keepTimes { texts[.keepTimes] = ["true"] }
        if spy { texts[.spy] = ["true"] }
        if inMemory { texts[.inMemory] = ["true"] }
        if lenient { texts[.lenient] = ["true"] }
        if forceHttps { texts[.forceHTTPS] = ["true"] }
        if strictEdge { texts[.strictEdge] = ["true"] }
        if allowProcesses { texts[.allowProcesses] = ["true"] }
        if allowRemote { texts[.allowRemote] = ["true"] }
        if !app.isEmpty { texts[.app] = app }
        if !publish.isEmpty { texts[.publish] = publish }
        if !allowHost.isEmpty { texts[.allowHost] = allowHost }
        if !apiHost.isEmpty { texts[.apiHost] = apiHost }
        return texts
    }
}
