import Guests
import HTTPTypes
import MachineRules
import OrderedJSON
import Testing

@testable import FlyEdge

@Suite("Which machine a request goes to")
struct MachinePickerTests {
    /// A machine as a table writes it: its name is its id.
    struct Member: Sendable {
        let id: MachineID
        let state: MachineState
        var load = 0
        var soft = 20
        var hard: Int?
        var autostart = true
        var cordoned = false
        var isOnItsWay = false
        var services = true

        init(
            _ id: MachineID,
            _ state: MachineState,
            load: Int = 0,
            soft: Int = 20,
            hard: Int? = nil,
            autostart: Bool = true,
            cordoned: Bool = false,
            isOnItsWay: Bool = false,
            services: Bool = true
        ) {
            self.id = id
            self.state = state
            self.load = load
            self.soft = soft
            self.hard = hard
            self.autostart = autostart
            self.cordoned = cordoned
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
                    id: id, app: "demo", region: "iad", instanceID: "01", boots: 1,
                    config: MachineConfig(stored: ["image": "nginx"])
                ),
                state: state, isOnItsWay: isOnItsWay, cordoned: cordoned,
                services: services ? [Service(service)] : [], processGroup: "app"
            )
        }
    }

    private func choose(_ members: [Member], forced: String? = nil, preferred: String? = nil) -> String {
        let loads = Dictionary(uniqueKeysWithValues: members.map { ($0.id, $0.load) })
        let picker = MachinePicker(route: AppRoute(machines: members.map(\.machine)), port: 443) { loads[$0] ?? 0 }
        return switch picker.choose(forced: forced, preferred: preferred) {
        case .running(let machine): "run \(machine.id)"
        case .waking(let machine): "wake \(machine.id)"
        case .refused(let failure): "\(failure.status.code) \(failure.code) \(failure.text)"
        }
    }

    @Test(
        "A running machine below its soft limit comes first, the least loaded of them",
        arguments: [
            ([Member("a", .started)], "run a"),
            ([Member("a", .started, load: 3), Member("b", .started, load: 1)], "run b"),
            ([Member("a", .started, load: 1), Member("b", .started, load: 1)], "run a"),
            ([Member("a", .stopped), Member("b", .started, load: 19)], "run b"),
            // The least loaded one is full by its own measure, another one is not.
            ([Member("a", .started, load: 1, soft: 1), Member("b", .started, load: 5)], "run b"),
            (
                [Member("a", .started, load: 1, soft: 1), Member("b", .started, load: 5), Member("c", .stopped)],
                "run b"
            ),
        ] as [([Member], String)])
    func prefersRunning(members: [Member], choice: String) {
        #expect(choose(members) == choice)
    }

    @Test(
        "One that is up sooner is woken first",
        arguments: [
            ([Member("a", .stopped)], "wake a"),
            ([Member("a", .stopped), Member("b", .suspended)], "wake b"),
            ([Member("a", .stopped), Member("b", .starting, isOnItsWay: true)], "wake b"),
            ([Member("a", .stopped), Member("b", .created, isOnItsWay: true)], "wake b"),
            ([Member("a", .stopping), Member("b", .stopped)], "wake b"),
            ([Member("a", .failed), Member("b", .stopped)], "wake b"),
            ([Member("a", .failed)], "wake a"),
            ([Member("a", .stopping)], "wake a"),
            ([Member("a", .started, load: 20), Member("b", .stopped)], "wake b"),
            ([Member("a", .started, load: 20), Member("b", .stopped, autostart: false)], "run a"),
            ([Member("a", .starting, autostart: false, isOnItsWay: true)], "wake a"),
            ([Member("a", .replacing, isOnItsWay: true)], "wake a"),
        ] as [([Member], String)])
    func wakes(members: [Member], choice: String) {
        #expect(choose(members) == choice)
    }

    @Test(
        "Between the limits a machine still takes requests, at its hard limit none",
        arguments: [
            ([Member("a", .started, load: 24, hard: 25)], "run a"),
            ([Member("a", .started, load: 500)], "run a"),
            (
                [Member("a", .started, load: 25, hard: 25)],
                "503 PR03 could not find a good candidate: every machine is at its hard limit of 25"
            ),
            // The least loaded one is at its hard limit, another one is far from its own.
            (
                [Member("a", .started, load: 1, soft: 1, hard: 1), Member("b", .started, load: 30, hard: 100)],
                "run b"
            ),
            ([Member("a", .started, load: 25, hard: 25), Member("b", .stopped)], "wake b"),
        ] as [([Member], String)])
    func respectsLimits(members: [Member], choice: String) {
        #expect(choose(members) == choice)
    }

    @Test(
        "Without a candidate the answer tells why",
        arguments: [
            ([], "the app has no machines"),
            ([Member("a", .started, services: false)], "no machine has services"),
            ([Member("a", .started, cordoned: true)], "every machine is cordoned"),
            ([Member("a", .stopped, autostart: false)], "no machine runs and none may be started (autostart is off)"),
        ] as [([Member], String)])
    func refuses(members: [Member], text: String) {
        #expect(choose(members) == "503 PR03 could not find a good candidate: \(text)")
    }

    @Test("A forced machine is the only one, cordoned or asleep")
    func forces() {
        let members = [
            Member("a", .started), Member("b", .started, cordoned: true), Member("c", .stopped, autostart: false),
        ]
        #expect(choose(members, forced: "b") == "run b")
        #expect(choose(members, forced: "c") == "wake c")
        #expect(choose(members, forced: "x") == "503 PR03 could not find a good candidate: machine x is not there")
    }

    @Test("A preferred machine is taken when it runs, else any")
    func prefers() {
        let members = [Member("a", .started), Member("b", .started, load: 30), Member("c", .stopped)]
        #expect(choose(members, preferred: "b") == "run b")
        #expect(choose(members, preferred: "c") == "run a")
        #expect(choose(members, preferred: "x") == "run a")
        #expect(choose([Member("a", .started), Member("b", .started, cordoned: true)], preferred: "b") == "run a")
    }
}
