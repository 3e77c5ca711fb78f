import FlyEdge
import Logging
import NIOCore
import ServiceLifecycle
import Simulation

/// The three listeners of one emulator, from bound to closed.
struct Server: Sendable {
    let configuration: WindtunnelConfiguration
    let emulator: Emulator
    let authority: LocalAuthority
    let logger: Logger

    /// A stop takes no longer than this, whatever clients still hold open.
    private static let patience = Duration.seconds(1)

    /// Binds the listeners, runs `body`, and closes them.
    /// - Throws: ``StartupFailure`` when a port cannot be had; what `body` throws.
    func run<Result>(_ body: (RunningWindtunnel) async throws -> Result) async throws -> Result {
        let http = Promise<SocketAddress?>()
        let https = Promise<SocketAddress?>()
        let published = configuration.published.map { ($0, Promise<SocketAddress?>()) }
        let listeners = Listeners(emulator: emulator, host: configuration.host, logger: logger)
        let tls = try authority.serverTLSConfiguration(
            extraNames: configuration.apiHosts.sorted(), uploaded: UploadedCertificates(in: emulator.worlds))
        var services: [any Service] = [
            listeners.plain(port: configuration.port) { http.keep($0) },
            try listeners.secure(port: configuration.tlsPort, tls: tls) { https.keep($0) },
        ]
        for (publication, bound) in published {
            services.append(try listeners.published(publication, tls: tls) { bound.keep($0) })
        }
        services.append(Closing(emulator: emulator))
        let group = ServiceGroup(configuration: serviceConfiguration(services))
        let running = Task {
            // Whoever waits for an address must not wait for ever when there will be none.
            defer {
                http.keep(nil)
                https.keep(nil)
                for (_, bound) in published { bound.keep(nil) }
            }
            try await group.run()
        }
        guard let httpAddress = await http.value(onCancel: nil), let httpsAddress = await https.value(onCancel: nil),
            let ports = await Self.ports(of: published)
        else {
            await group.triggerGracefulShutdown()
            try await running.value
            throw StartupFailure("cannot listen on \(configuration.host)")
        }
        if let port = httpsAddress.port { emulator.servesHTTPS(at: port) }
        do {
            let result = try await withProxy(httpAddress, httpsAddress, ports, body)
            await stop(group, running)
            return result
        } catch {
            await stop(group, running)
            throw error
        }
    }

    /// The bound ports by `APP:PORT`, nil when one could not be bound.
    private static func ports(
        of published: [(WindtunnelConfiguration.Publication, Promise<SocketAddress?>)]
    ) async -> [String: Int]? {
        var ports: [String: Int] = [:]
        for (publication, bound) in published {
            guard let address = await bound.value(onCancel: nil) else { return nil }
            ports["\(publication.app):\(publication.port)"] = address.port
        }
        return ports
    }

    private func withProxy<Result>(
        _ http: SocketAddress,
        _ https: SocketAddress,
        _ published: [String: Int],
        _ body: (RunningWindtunnel) async throws -> Result
    ) async throws -> Result {
        let proxy: ForwardProxy
        do {
            proxy = try await ForwardProxy.bind(
                configuration: ForwardProxy.Configuration(
                    host: configuration.host, port: configuration.proxyPort, standsFor: emulator.dispatcher.standsFor,
                    httpAddress: http, tlsAddress: https, allowedHosts: configuration.allowedHosts
                ),
                logger: logger
            )
        } catch let error as IOError {
            throw StartupFailure.binding(host: configuration.host, port: configuration.proxyPort, error)
        }
        let serving = Task { try await proxy.run() }
        let opening = Task { [emulator, logger] in
            do {
                try await emulator.openAllWorlds()
            } catch {
                logger.error("A world on disk cannot be opened", metadata: ["error": "\(error)"])
            }
        }
        defer {
            opening.cancel()
            serving.cancel()
        }
        return try await body(
            RunningWindtunnel(
                httpPort: http.port ?? 0, httpsPort: https.port ?? 0, proxyPort: proxy.localAddress.port ?? 0,
                published: published, url: "http://127.0.0.1:\(http.port ?? 0)",
                certificateAuthority: authority.certificatePath
            )
        )
    }

    private func stop(_ group: ServiceGroup, _ running: Task<Void, any Error>) async {
        await group.triggerGracefulShutdown()
        // What a listener says while it is told to stop is no failure of the run.
        _ = try? await running.value
    }

    private func serviceConfiguration(_ services: [any Service]) -> ServiceGroupConfiguration {
        // A listener that cannot bind stops the others as a signal would: cancelled ones complain on standard error.
        let services = services.map { service in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: service, failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        var configuration = ServiceGroupConfiguration(services: services, logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.patience
        return configuration
    }
}

/// Ends held requests when the listeners are told to stop, so that they can.
private struct Closing: Service, CustomStringConvertible {
    let emulator: Emulator

    var description: String { "end of held requests" }

    func run() async throws {
        try await gracefulShutdown()
        emulator.endConnections()
    }
}
