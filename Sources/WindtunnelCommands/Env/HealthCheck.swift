import ArgumentParser
import FlyClient

/// `windtunnel healthcheck`
struct HealthCheck: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Succeed when the emulator answers.",
        discussion: "EXIT CODES: 0 it is well, 1 it answers otherwise, 2 wrong usage, 3 nothing answers."
    )

    @Option(help: "The emulator's URL (default: the one that client commands use).")
    var url: String?

    mutating func validate() throws {
        if let url, !FlyEndpoints.isValid(url) { throw ValidationError("--url is no http(s) URL: \(url)") }
    }

    func run(_ context: CommandContext) async throws {
        let endpoints = FlyEndpoints(emulator: try url ?? ConnectionOptions.localURL(in: context))
        try await HTTPTransport.withTransport(environment: context.environment) { transport in
            _ = try await FlyClient(endpoints: endpoints, token: nil, transport: transport).health()
        }
    }
}
