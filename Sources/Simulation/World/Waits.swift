package import MachineRules
import Synchronization

/// The held `wait` requests of a world, woken by commits and by nothing else.
final class Waits: Sendable {
    /// One held request.
    struct Waiter: Sendable {
        let wanted: WaitCondition
        /// The version waited for, nil for whatever is current.
        let instanceID: String?
        /// Only events after this one count.
        let afterEvent: Int64?
        let promise: Promise<WaitOutcome>
    }

    private struct State {
        var waiters: [MachineID: [UInt64: Waiter]] = [:]
        var nextID: UInt64 = 0

        mutating func remove(_ id: UInt64, for machine: MachineID) {
            waiters[machine]?[id] = nil
            if waiters[machine]?.isEmpty == true { waiters[machine] = nil }
        }
    }

    private let state = Mutex(State())

    /// A token for a waiter that is about to be added.
    func token() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    func add(_ waiter: Waiter, _ token: UInt64, for machine: MachineID) {
        state.withLock { $0.waiters[machine, default: [:]][token] = waiter }
    }

    func remove(_ id: UInt64, for machine: MachineID) {
        state.withLock { $0.remove(id, for: machine) }
    }

    /// Wakes whoever waited for what a commit brought; who is woken waits no more.
    func wake(_ changes: Changes) {
        let woken: [(Promise<WaitOutcome>, WaitOutcome)] = state.withLock { state in
            var woken: [(Promise<WaitOutcome>, WaitOutcome)] = []
            for machine in changes.machines {
                for (id, waiter) in state.waiters[machine.id] ?? [:] {
                    guard let outcome = waiter.outcome(after: machine) else { continue }
                    woken.append((waiter.promise, outcome))
                    state.remove(id, for: machine.id)
                }
            }
            for machine in changes.removedMachines {
                for waiter in state.waiters.removeValue(forKey: machine)?.values ?? [:].values {
                    woken.append((waiter.promise, .gone))
                }
            }
            return woken
        }
        for (promise, outcome) in woken { promise.keep(outcome) }
    }

    /// Ends every wait: the world is reset, or the emulator stops.
    func endAll(_ outcome: WaitOutcome) {
        let all = state.withLock { state in
            defer { state.waiters = [:] }
            return state.waiters.values.flatMap(\.values)
        }
        for waiter in all { waiter.promise.keep(outcome) }
    }

    var count: Int { state.withLock { $0.waiters.values.reduce(0) { $0 + $1.count } } }
}

extension Waits.Waiter {
    func outcome(after machine: Changes.Machine) -> WaitOutcome? {
        if let instanceID, instanceID != machine.instanceID { return replaced(instanceID, by: machine) }
        if let afterEvent, machine.lastEventNumber <= afterEvent { return nil }
        if wanted.accepts(machine.to) {
            return .reached(
                WaitOutcome.Reached(
                    state: machine.to.rawValue, eventID: machine.lastEventID, instanceID: machine.instanceID
                )
            )
        }
        // Whoever waits for another state of a machine that goes away waits in vain (section 4.8).
        return machine.to == .destroyed ? .gone : nil
    }

    /// A replaced version rests for ever; whoever wanted it to run is told only when the machine goes away.
    private func replaced(_ instanceID: String, by machine: Changes.Machine) -> WaitOutcome? {
        if wanted.acceptsReplaced {
            return .reached(
                WaitOutcome.Reached(state: "replaced", eventID: machine.lastEventID, instanceID: instanceID)
            )
        }
        return machine.to == .destroyed ? .gone : nil
    }
}

/// The states a wait accepts.
package struct WaitCondition: Sendable, Hashable {
    /// As the caller wrote them, for the text of a timeout.
    package let words: [String]
    private let states: Set<MachineState>

    /// - Throws: `Refusal` 400 for a word that names no state one can wait for.
    package init(_ words: [String]) throws(Refusal) {
        let words = words.isEmpty ? ["started"] : words
        var states: Set<MachineState> = []
        for word in words {
            switch word {
            case "started", "stopped", "suspended", "destroyed", "failed":
                if let state = MachineState(rawValue: word) { states.insert(state) }
            case "settled": states.formUnion(MachineState.allCases.filter(\.isSettled))
            default: throw Refusal(.stateUnknown, ["state": word])
            }
        }
        self.words = words
        self.states = states
    }

    private init(words: [String], states: Set<MachineState>) {
        self.words = words
        self.states = states
    }

    /// A machine leaves `started`, whereto ever: what ends work inside it.
    static let departure = WaitCondition(words: [], states: Set(MachineState.allCases).subtracting([.started]))

    package func accepts(_ state: MachineState) -> Bool { states.contains(state) }

    /// Whether a version that was replaced satisfies the wait: only where rest was wanted (section 4.8, chosen).
    var acceptsReplaced: Bool { !states.isDisjoint(with: [.stopped, .destroyed]) }
}

/// How a wait ends.
package enum WaitOutcome: Sendable {
    package struct Reached: Sendable, Hashable {
        package let state: String
        package let eventID: String
        package let instanceID: String
    }

    case reached(Reached)
    case timedOut
    /// The machine was destroyed, or its world was reset, while another state was waited for.
    case gone
    /// The client left, or the emulator stops.
    case ended
}
