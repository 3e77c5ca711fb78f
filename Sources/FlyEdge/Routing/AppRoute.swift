import Guests
import MachineRules
import OrderedJSON
import Persistence

/// What the edge knows of an app: where it belongs, and its machines with their services.
struct AppRoute: Sendable {
    /// A machine as the edge sees it.
    final class Machine: Sendable {
        let guest: GuestMachine
        let state: MachineState
        /// A machine that is being prepared and will launch, or restart, by itself.
        let isOnItsWay: Bool
        let cordoned: Bool
        /// A check that decides about routing says `critical` (of `warning` nothing follows; chosen).
        let isFailing: Bool
        let services: [Service]
        let processGroup: String
        /// When it last began, or ceased, to be started.
        let changedAt: Timestamp
        let load: LoadCounter
        /// Kilometres from the edge.
        let distance: Double
        /// Its external ports, by which a request can come in.
        private let doors: [Door]

        var id: MachineID { guest.id }

        init(
            guest: GuestMachine,
            state: MachineState,
            isOnItsWay: Bool = false,
            cordoned: Bool = false,
            isFailing: Bool = false,
            services: [Service],
            processGroup: String = "app",
            changedAt: Timestamp = Timestamp(milliseconds: 0),
            load: LoadCounter
        ) {
            self.guest = guest
            self.state = state
            self.isOnItsWay = isOnItsWay
            self.cordoned = cordoned
            self.isFailing = isFailing
            self.services = services
            self.processGroup = processGroup
            self.changedAt = changedAt
            self.load = load
            distance = EdgeRegion.distance(to: guest.region)
            doors = services.filter { $0.protocolName == "tcp" }
                .flatMap { service in service.ports.map { Door(service, $0) } }
        }

        /// Where a request to an external port comes in. An app that does not serve the port is reached by its first
        /// port for HTTP, or else its first one: there is one listener for all (chosen).
        func door(_ port: Int) -> Door? {
            doors.first { $0.port.contains(port) } ?? doors.first(where: \.speaksHTTP) ?? doors.first
        }
    }

    /// The slug of the organization.
    var organization = ""
    /// The private network.
    var network = ""
    /// The address the public reaches the app by: a dedicated v4, the shared one, or a v6.
    var publicAddress: String?
    /// The address inside the private network, of Flycast.
    var privateAddress: String?
    /// In the order of making; destroyed ones and those on a lost host are not among them.
    let machines: [Machine]
    /// Where `min_machines_running` counts: the region of the app's first machine (chosen; the API does not tell the
    /// primary region).
    var primaryRegion: Region? { machines.first?.guest.region }
}

/// Where the edge stands: the region of machines for which none is named.
enum EdgeRegion {
    static let code: Region = "iad"

    /// Kilometres; a region nobody knows is further away than any other.
    static func distance(to region: Region) -> Double {
        guard region != code, let here = Regions.fact(code) else { return 0 }
        return Regions.fact(region).map { Regions.distance(here, $0) } ?? .infinity
    }
}

extension AppRoute {
    init(_ app: AppRecord, machines: [Machine], addresses: [IPAddressRecord]) {
        self.machines = machines
        organization = app.orgSlug
        network = app.network
        let first = { (type: String) in addresses.first { $0.type == type }?.address }
        publicAddress = first("v4") ?? app.sharedIP ?? first("v6")
        privateAddress = first("private_v6")
    }
}

extension AppRoute.Machine {
    /// - Parameters:
    ///   - secrets: of the app.
    ///   - reports: the stored states of the machine's checks.
    convenience init(
        _ record: MachineRecord, secrets: [String: String], reports: [CheckStatus], load: LoadCounter
    ) throws {
        let config = MachineConfig(stored: try JSON(parsing: record.config))
        let critical = Set(reports.lazy.filter { $0.word == .critical }.map(\.name))
        let isOnItsWay =
            switch record.state {
            case .created: record.lifecycle.step == .launch
            case .starting, .restarting: true
            case .replacing: record.lifecycle.step?.destination == .started
            case .stopped: record.lifecycle.step == .retry
            case .started, .stopping, .suspending, .suspended, .failed, .destroying, .destroyed: false
            }
        self.init(
            guest: GuestMachine(
                id: record.id, app: record.appName, region: record.region, instanceID: record.instanceID,
                boots: record.lifecycle.boots, config: config, secrets: secrets
            ),
            state: record.state, isOnItsWay: isOnItsWay, cordoned: record.cordoned,
            isFailing: !critical.isEmpty && config.checks.contains { $0.affectsRouting && critical.contains($0.name) },
            services: config.services,
            processGroup: config.metadata["fly_process_group"]?.stringValue ?? "app",
            changedAt: record.servingChangedAt, load: load
        )
    }
}
