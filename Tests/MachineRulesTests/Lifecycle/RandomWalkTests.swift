import OrderedJSON
import Testing

@testable import MachineRules

@Suite("Machines asked at random")
struct RandomWalkTests {
    private static let requests: [LifecycleRequest] = [
        .start(.user), .start(.proxy), .stop(.user), .stop(.proxy), .suspend(.user), .suspend(.proxy), .restart,
        .update(skipLaunch: false), .update(skipLaunch: true), .destroy(force: false), .exit(.clean), .exit(.killed),
        .exit(ExitStatus(exitCode: 1)),
    ]

    private static let facts: [MachineLifecycle.Facts] =
        [RestartPolicy.Policy.no, .onFailure, .always].flatMap { policy in
            [true, false].map { .facts(policy, maxRetries: 3, autoDestroy: $0) }
        }

    @Test("No sequence of requests and steps leads to an impossible machine", arguments: 1...40 as ClosedRange<UInt64>)
    func staysPossible(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let facts = Self.facts[Int.random(in: 0..<Self.facts.count, using: &generator)]
        var (machine, _) = MachineLifecycle.create(skipLaunch: Bool.random(using: &generator))
        var time = Timestamp.noon
        for move in 0..<400 {
            let before = machine
            let place: Comment = "seed \(seed), move \(move), from \(before)"
            time += .milliseconds(Int.random(in: 0...60_000, using: &generator))
            if Int.random(in: 0..<3, using: &generator) == 0, machine.step != nil {
                let effects = machine.completeStep(at: time, facts: facts)
                #expect(effects.scheduled == [machine.step].compactMap { $0 }, place)
            } else {
                // Destroying is rare, or every walk would be short.
                let forced = Int.random(in: 0..<200, using: &generator) == 0
                let index = Int.random(in: 0..<Self.requests.count, using: &generator)
                let request = forced ? .destroy(force: true) : Self.requests[index]
                if case .destroy(force: false) = request, Int.random(in: 0..<10, using: &generator) > 0 { continue }
                ask(request, &machine, facts, place)
            }
            check(machine, after: before, place)
        }
    }

    private func ask(
        _ request: LifecycleRequest,
        _ machine: inout MachineLifecycle,
        _ facts: MachineLifecycle.Facts,
        _ place: Comment
    ) {
        let before = machine
        do {
            let effects = try request.ask(&machine, facts: facts)
            #expect(effects.scheduled.count <= 1, place)
            if let scheduled = effects.scheduled.first { #expect(machine.step == scheduled, place) }
            if effects.isEmpty { #expect(machine.state == before.state, "no change without an event: \(place)") }
        } catch {
            #expect(machine == before, "refused, so unchanged: \(place)")
            #expect(error is Refusal, place)
        }
    }

    private func check(_ machine: MachineLifecycle, after before: MachineLifecycle, _ place: Comment) {
        if machine.state.isSettled {
            switch machine.step {
            case nil: break
            case .exit where machine.state == .started: break
            case .retry where machine.state == .stopped, .expire where machine.state == .stopped: break
            default: Issue.record("settled in \(machine.state) with \(String(describing: machine.step)): \(place)")
            }
        } else {
            #expect(machine.step != nil, "stuck in \(machine.state): \(place)")
        }
        if before.state == .destroyed { #expect(machine == before, "the dead stay dead: \(place)") }
        if before.state == .destroying { #expect(machine.state.isDestroyed, place) }
        #expect((machine.restartCount == 0) == (machine.crashingSince == nil), place)
        #expect((0...1).contains(machine.boots - before.boots), place)
        #expect(Step(name: machine.step?.name ?? "", detail: machine.step?.detail ?? .null) == machine.step, place)
    }
}
