import Guests
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// The apps that stand before servers of the developer's own (`serve --app APP=URL`).
struct UpstreamApps: Sendable {
    private let upstreams: [(app: AppName, address: UpstreamAddress)]

    /// - Throws: ``StartupFailure`` for a name no app can have, and for a URL that is not `http://HOST[:PORT]`.
    init(_ urls: [String: String]) throws(StartupFailure) {
        var upstreams: [(AppName, UpstreamAddress)] = []
        for (name, url) in urls.sorted(by: { $0.key < $1.key }) {
            do {
                try AppRules.validateName(name)
            } catch {
                throw StartupFailure("--app \(name)=\(url): \(error.text)")
            }
            guard let address = UpstreamAddress(url: url) else {
                throw StartupFailure("--app \(name)=\(url): the server must be given as http://HOST:PORT")
            }
            upstreams.append((AppName(rawValue: name), address))
        }
        self.upstreams = upstreams
    }

    /// The servers that may be connected to.
    var addresses: Set<UpstreamAddress> { Set(upstreams.map(\.address)) }

    /// Makes what is not there yet. An app of an earlier run is kept as it is, but for the server its machine stands
    /// before, which is the one of this run.
    func make(in world: World) async throws {
        for (app, address) in upstreams {
            if try await !world.read({ database, _ in try AppRecord.exists(app, in: database) }) {
                let draft = AppsService.Draft(
                    name: app.rawValue, orgSlug: "personal", network: "default", idempotencyKey: nil)
                _ = try await world.apps.create(draft)
            }
            try await makeMachine(of: app, before: address, in: world)
        }
    }

    private func makeMachine(of app: AppName, before address: UpstreamAddress, in world: World) async throws {
        let machines = try await world.read { database, _ in
            try MachineRecord.all(of: app, includingDestroyed: false, in: database)
                .map { ($0.id, MachineConfig(stored: try JSON(parsing: $0.config)).upstream) }
        }
        guard let (machine, url) = machines.first(where: { $0.1 != nil }) else {
            let draft = try Self.draft(before: address)
            return try await world.machines.create(draft, in: app) { _ in }
        }
        guard url != address.url else { return }
        try await world.metadata.change([(UpstreamAddress.metadataKey, address.url)], of: machine, in: app)
    }

    private static func draft(before address: UpstreamAddress) throws -> MachinesService.Draft {
        let config: JSON = [
            "image": "windtunnel/upstream",
            "metadata": [UpstreamAddress.metadataKey: .string(address.url)],
            "services": [
                [
                    "protocol": "tcp", "internal_port": .int(address.port), "autostart": true, "autostop": "stop",
                    "ports": [["port": 80, "handlers": ["http"]], ["port": 443, "handlers": ["http", "tls"]]],
                ]
            ],
        ]
        return MachinesService.Draft(
            name: nil, region: nil, config: try MachineConfig(document: config), skipLaunch: false,
            skipServiceRegistration: false, currentVersion: nil, leaseTTL: nil, user: "", minSecretsVersion: nil
        )
    }
}
