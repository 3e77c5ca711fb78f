import Guests
import MachineRules
import OrderedJSON

@testable import FlyEdge

/// A machine as a table writes it: its name is its id.
struct Member: Sendable {
    let id: MachineID
    let state: MachineState
    var region: Region = "iad"
    var load = 0
    var soft = 20
    var hard: Int?
    var autostart = true
    var cordoned = false
    var isFailing = false
    var isOnItsWay = false
    var services = true

    init(
        _ id: MachineID,
        _ state: MachineState,
        _ region: Region = "iad",
        load: Int = 0,
        soft: Int = 20,
        hard: Int? = nil,
        autostart: Bool = true,
        cordoned: Bool = false,
        isFailing: Bool = false,
        isOnItsWay: Bool = false,
        services: Bool = true
    ) {
        self.id = id
        self.state = state
        self.region = region
        self.load = load
        self.soft = soft
        self.hard = hard
        self.autostart = autostart
        self.cordoned = cordoned
        self.isFailing = isFailing
        self.isOnItsWay = isOnItsWay
        self.services = services
    }

    var machine: AppRoute.Machine {
        let service: JSON = [
            "internal_port": 8080, "protocol": "tcp", "autostart": .bool(autostart),
            "ports": [["port": 443, "handlers": ["tls", "http"]]],
            "concurrency": ["soft_limit": .int(soft), "hard_limit": hard.map { .int($0) } ?? .null],
        ]
        return AppRoute.Machine(
            guest: GuestMachine(
                id: id, app: "demo", region: region, instanceID: "01", boots: 1,
                config: MachineConfig(stored: ["image": "nginx"])
            ),
            state: state, isOnItsWay: isOnItsWay, cordoned: cordoned, isFailing: isFailing,
            services: services ? [Service(service)] : [], load: LoadCounter(requests: load)
        )
    }
}
