import Guests
import HTTPTypes
import MachineRules
import OrderedJSON
import Testing

@testable import FlyEdge

@Suite("Which machine a request goes to")
struct MachinePickerTests {
    private func choose(
        _ members: [Member],
        forced: String? = nil,
        preferred: String? = nil,
        headers: HTTPFields = [:],
        besides: Set<MachineID> = [],
        leaving: Set<MachineID> = [],
        draw: @escaping (Int) -> Int = { _ in 0 }
    ) -> String {
        let picker = MachinePicker(
            route: AppRoute(machines: members.map(\.machine)), port: 443, leaving: leaving, draw: draw
        )
        var wish = Wish(headers)
        wish.instance = forced
        wish.preferredInstance = preferred
        wish.besides = besides
        return switch picker.choose(wish) {
        case .running(let candidate): "run \(candidate.machine.id)"
        case .waking(let candidate): "wake \(candidate.machine.id)"
        case .full(let limit): "full \(limit)"
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
            ([Member("a", .started, load: 25, hard: 25)], "full 25"),
            (
                [
                    Member("a", .started, load: 25, hard: 25),
                    Member("b", .starting, load: 3, hard: 3, isOnItsWay: true),
                ], "full 25"
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
            ([Member("a", .started, isFailing: true)], "every machine that runs fails its checks"),
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

    @Test("A preferred machine that has all it may have, or fails its checks, is not taken")
    func prefersAble() {
        let full = Member("b", .started, load: 2, hard: 2)
        #expect(choose([Member("a", .started), full], preferred: "b") == "run a")
        #expect(choose([Member("a", .started), Member("b", .started, isFailing: true)], preferred: "b") == "run a")
    }

    @Test("A forced machine at its hard limit is waited for")
    func waitsForForced() {
        let members = [Member("a", .started), Member("b", .started, load: 2, hard: 2)]
        #expect(choose(members, forced: "b") == "full 2")
    }

    @Test(
        "The closest region comes first, and another one only when it can take nothing",
        arguments: [
            ([Member("a", .started, "nrt"), Member("b", .started, "ewr"), Member("c", .started, "lhr")], "run b"),
            ([Member("a", .started, "nrt"), Member("b", .started, "iad", load: 19)], "run b"),
            // Over its soft limit the near one still is the near one, and wakes nobody while another has room.
            ([Member("a", .started, "nrt"), Member("b", .started, load: 20), Member("c", .stopped)], "run b"),
            ([Member("a", .started, "nrt"), Member("b", .started, load: 20, hard: 20)], "run a"),
            ([Member("a", .started, "nrt"), Member("b", .started, isFailing: true)], "run a"),
            ([Member("a", .started, "nrt", load: 20), Member("b", .stopped, "lhr"), Member("c", .stopped)], "wake c"),
            ([Member("a", .stopped, "nrt"), Member("b", .stopped, "ewr"), Member("c", .suspended, "lhr")], "wake b"),
            ([Member("a", .started, "nrt"), Member("b", .stopped)], "run a"),
        ] as [([Member], String)])
    func staysNear(members: [Member], choice: String) {
        #expect(choose(members) == choice)
    }

    @Test(
        "A wish for regions counts before nearness, a forced one allows no other",
        arguments: [
            ("Fly-Prefer-Region", "nrt", "run a"), ("Fly-Prefer-Region", "syd,lhr", "run b"),
            ("Fly-Prefer-Region", "gru", "run c"), ("Fly-Prefer-Region", "eu", "run b"),
            ("Fly-Prefer-Region", "apac,eu", "run a"), ("Fly-Prefer-Region", "nowhere", "run c"),
            ("Fly-Prefer-Region", "", "run c"), ("Fly-Force-Region", "lhr", "run b"),
            ("Fly-Force-Region", "gru,nrt", "run a"), ("Fly-Force-Region", "us", "run c"),
            ("Fly-Force-Region", "any", "run c"),
            (
                "Fly-Force-Region", "gru",
                "503 PR03 could not find a good candidate: no machine is in the region asked for"
            ),
            (
                "Fly-Force-Region", "nowhere",
                "503 PR03 could not find a good candidate: no machine is in the region asked for"
            ),
        ])
    func followsRegions(name: String, regions: String, choice: String) throws {
        let members = [Member("a", .started, "nrt"), Member("b", .started, "lhr"), Member("c", .started, "iad")]
        let headers: HTTPFields = [try #require(HTTPField.Name(name)): regions]
        #expect(choose(members, headers: headers) == choice)
    }

    @Test("A machine that is about to be stopped gets requests only when nobody else can take them")
    func sparesLeaving() {
        let both = [Member("a", .started), Member("b", .started, load: 5)]
        #expect(choose(both, leaving: ["a"]) == "run b")
        #expect(choose([Member("a", .started)], leaving: ["a"]) == "run a")
    }

    @Test("Not the machine that is to be left out")
    func leavesOut() {
        #expect(choose([Member("a", .started), Member("b", .stopped)], besides: ["a"]) == "wake b")
        #expect(
            choose([Member("a", .started)], besides: ["a"])
                == "503 PR03 could not find a good candidate: there is no other machine")
    }

    @Test("Between equals it is drawn")
    func draws() {
        let members = [Member("a", .started), Member("b", .started, load: 1), Member("c", .started)]
        #expect(choose(members) { count in count - 1 } == "run c")
        #expect(choose(members) { _ in 0 } == "run a")
    }
}
