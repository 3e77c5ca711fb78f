import MachineRules
import Testing

@testable import FlyEdge

@Suite("Which machines an idle pass stops")
struct AutostopRulesTests {
    private let rules = AutostopRules(patience: .seconds(300), primaryRegion: "iad")

    private func running(
        _ id: MachineID,
        _ region: Region = "iad",
        group: String = "app",
        autostop: Service.Autostop = .stop,
        minimum: Int = 0,
        soft: Int = 20,
        load: Int = 0,
        idle: Int = 400,
        uptime: Int = 1000
    ) -> AutostopRules.Running {
        AutostopRules.Running(
            id: id, region: region, group: group, autostop: autostop, minimum: minimum, softLimit: soft, load: load,
            idle: .seconds(idle), uptime: .seconds(uptime)
        )
    }

    private func stopped(_ machines: [AutostopRules.Running]) -> [MachineID] {
        rules.actions(for: machines).map(\.machine)
    }

    @Test("Nothing runs, nothing stops")
    func handlesNone() {
        #expect(stopped([]).isEmpty)
    }

    @Test(
        "One machine without load stops once it has been idle long enough",
        arguments: [(299, false), (300, true), (301, true)])
    func waitsForPatience(idle: Int, stops: Bool) {
        #expect(stopped([running("a", idle: idle)]) == (stops ? ["a"] : []))
    }

    @Test("An open request keeps a machine awake, however long it lasts")
    func keepsLoaded() {
        #expect(stopped([running("a", load: 1, idle: 100_000)]).isEmpty)
    }

    @Test("A machine says itself whether it is stopped, suspended or left alone")
    func followsSetting() {
        #expect(stopped([running("a", autostop: .off)]).isEmpty)
        for (autostop, suspends) in [(Service.Autostop.stop, false), (.suspend, true)] {
            let action = AutostopRules.Action(
                machine: "a", suspends: suspends, region: "iad", group: "app", running: 1, isLoaded: false)
            #expect(rules.actions(for: [running("a", autostop: autostop)]) == [action])
        }
    }

    @Test("Of several one stops although requests are under way, the one with the least to do")
    func stopsLoaded() {
        let loaded = [running("a", load: 3, idle: 0), running("b", load: 1, idle: 0)]
        #expect(rules.actions(for: loaded).map(\.machine) == ["b"])
        #expect(rules.actions(for: loaded).map(\.isLoaded) == [true])
        #expect(rules.actions(for: loaded).map(\.running) == [2])
    }

    @Test("Of several one that has just come up stays", arguments: [(299, false), (300, true)])
    func sparesYoung(uptime: Int, stops: Bool) {
        #expect(stopped([running("a", load: 1, uptime: 0), running("b", uptime: uptime)]) == (stops ? ["b"] : []))
    }

    @Test("One a pass, the one that has been idle longest")
    func stopsOne() {
        #expect(stopped([running("a", idle: 400), running("b", idle: 900), running("c", idle: 500)]) == ["b"])
        #expect(stopped([running("a", idle: 400), running("b", idle: 400)]) == ["a"])
    }

    @Test("Each region and process group has a pass of its own, in the order of their names")
    func groups() {
        let machines = [
            running("a", "lhr"), running("b", "iad", group: "worker"), running("c", "iad"), running("d", "lhr"),
        ]
        #expect(stopped(machines) == ["c", "b", "a"])
    }

    @Test(
        "The minimum counts in the primary region only",
        arguments: [("iad", 1, false), ("iad", 0, true), ("lhr", 1, true)] as [(Region, Int, Bool)])
    func keepsMinimum(region: Region, minimum: Int, stops: Bool) {
        #expect(stopped([running("a", region, minimum: minimum)]) == (stops ? ["a"] : []))
    }

    @Test("Above the minimum one stops, at it none")
    func stopsDownToMinimum() {
        let three = [running("a", minimum: 2), running("b", minimum: 2), running("c", minimum: 2)]
        #expect(stopped(three) == ["a"])
        #expect(stopped(Array(three.dropFirst())).isEmpty)
    }

    @Test("Where machines are over their soft limit, one beyond them stays as reserve")
    func keepsReserve() {
        let busy = running("a", soft: 2, load: 3)
        #expect(stopped([busy, running("b")]).isEmpty)
        #expect(stopped([busy, running("b"), running("c")]) == ["b"])
        #expect(stopped([running("a", soft: 2, load: 2), running("b")]) == ["b"], "at the limit is not over it")
    }

    @Test("Machines that are never stopped count as running")
    func countsOthers() {
        #expect(stopped([running("a", autostop: .off, load: 1), running("b")]) == ["b"])
        #expect(stopped([running("a", autostop: .off), running("b", minimum: 1)]) == ["b"])
    }
}
