import ArgumentParser
import FlyClient

/// Which service a client command talks to, and as whom.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "local, real or a URL.",
            discussion: """
                local is the emulator at WINDTUNNEL_URL, else the one that wrote ./.windtunnel/ports.json, else \
                http://127.0.0.1:4280. real is FLY_API_HOSTNAME or https://api.machines.dev, with GraphQL at \
                FLY_API_BASE_URL or https://api.fly.io.
                """
        )
    )
    var target = "local"

    @Option(
        help: ArgumentHelp(
            "The API token (default: FLY_API_TOKEN).",
            discussion: "A token of the real service in FLY_API_TOKEN is not sent to an emulator on this machine."
        )
    )
    var token: String?

    @Option(help: ArgumentHelp("The emulator's world to act on (default: the one the token names).", valueName: "name"))
    var world: String?

    mutating func validate() throws {
        guard target == "local" || target == "real" || FlyEndpoints.isValid(target) else {
            throw ValidationError("--target is local, real or an http(s) URL, not \"\(target)\".")
        }
        if let token, FlyToken(token) == nil { throw ValidationError("--token holds no token.") }
    }

    /// The token for an emulator when the caller has none: world `default`.
    static let emulatorToken = "wt_default"

    /// Settles target, token and world.
    func connection(in context: CommandContext) throws(CommandFailure) -> Connection {
        let (endpoints, world) = try addressing(in: context)
        let inherited = context.environment["FLY_API_TOKEN"].flatMap { FlyToken($0) }
        guard endpoints.isEmulator else {
            guard let chosen = token.flatMap({ FlyToken($0) }) ?? inherited else {
                throw .usage("no token for the real service; set FLY_API_TOKEN or give --token")
            }
            return Connection(endpoints: endpoints, token: chosen, world: nil)
        }
        let harmless = inherited.flatMap { $0.isReal ? nil : $0 }
        let chosen = token.flatMap { FlyToken($0) } ?? harmless ?? FlyToken(Self.emulatorToken)
        return Connection(endpoints: endpoints, token: chosen, world: world)
    }

    /// Settles where the target's apps are and in which world; their requests carry no API token.
    func addressing(in context: CommandContext) throws(CommandFailure) -> (endpoints: FlyEndpoints, world: String?) {
        let endpoints = try endpoints(in: context)
        if !endpoints.isEmulator, world != nil { throw .usage(Self.noWorlds) }
        return (endpoints, world)
    }

    private static let noWorlds = "the real service has no worlds; leave --world out"

    private func endpoints(in context: CommandContext) throws(CommandFailure) -> FlyEndpoints {
        switch target {
        case "local": return FlyEndpoints(emulator: try Self.localURL(in: context))
        case "real":
            let rest = context.environment["FLY_API_HOSTNAME"] ?? "https://api.machines.dev"
            let graphQL = context.environment["FLY_API_BASE_URL"] ?? "https://api.fly.io"
            for (name, url) in [("FLY_API_HOSTNAME", rest), ("FLY_API_BASE_URL", graphQL)]
            where !FlyEndpoints.isValid(url) {
                throw .usage("\(name) is no http(s) URL: \(url)")
            }
            return FlyEndpoints(rest: rest, graphQL: graphQL)
        default: return FlyEndpoints(emulator: target)
        }
    }

    /// Where the emulator of this machine is: `WINDTUNNEL_URL`, else the port file here, else the default address.
    static func localURL(in context: CommandContext) throws(CommandFailure) -> String {
        if let url = context.environment["WINDTUNNEL_URL"], !url.isEmpty {
            guard FlyEndpoints.isValid(url) else { throw .usage("WINDTUNNEL_URL is no http(s) URL: \(url)") }
            return url
        }
        let file = try PortFile(at: "\(PortFile.defaultFolder)/\(PortFile.name)", in: context)
        return file?.url ?? "http://127.0.0.1:4280"
    }
}

/// A target settled: where, with which token, in which world.
struct Connection: Equatable {
    let endpoints: FlyEndpoints
    let token: FlyToken?
    let world: String?

    func client(over transport: HTTPTransport) -> FlyClient {
        FlyClient(endpoints: endpoints, token: token, world: world, transport: transport)
    }
}
