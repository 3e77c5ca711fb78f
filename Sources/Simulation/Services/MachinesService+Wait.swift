package import MachineRules
import Persistence
import Synchronization

extension MachinesService {
    /// What a wait asks for (reference/machines-rest.md, section 4.8).
    package struct WaitRequest: Sendable {
        package let condition: WaitCondition
        package let timeout: Duration
        /// The version waited for, nil for the current one.
        package let instanceID: String?
        package let fromEventID: String?

        package init(condition: WaitCondition, timeout: Duration, instanceID: String?, fromEventID: String?) {
            self.condition = condition
            self.timeout = timeout
            self.instanceID = instanceID
            self.fromEventID = fromEventID
        }
    }

    /// Looks at the machine and, where it is not in a wanted state yet, begins to wait for the commit that brings it
    /// there.
    ///
    /// What is held costs memory for as long as it is held, thousands of times over: so the waiting itself is left to the
    /// caller, who awaits the hold's outcome with as few frames above as can be.
    /// - Throws: `Refusal` 404 for no such machine or version.
    package func hold(_ id: MachineID, in app: AppName, for request: WaitRequest) async throws -> WaitHold {
        // Registered between commits: no change can slip in between the look and the wait.
        try await world.read { [world] database, now in
            let hold = WaitHold(world: world, machine: id, app: app, words: request.condition.words)
            let machine = try MachineRecord.required(id, in: app, database)
            let newest = try EventRecord.newest(1, of: id, in: database).first
            let after = try request.fromEventID.flatMap { try EventRecord.number(of: $0, machine: id, in: database) }
            if let instanceID = request.instanceID, instanceID != machine.instanceID {
                guard try VersionRecord.exists(instanceID, of: id, in: database) else {
                    throw Refusal(.machineVersionNotFound)
                }
                if request.condition.acceptsReplaced {
                    hold.keep(
                        .reached(.init(state: "replaced", eventID: newest?.id ?? "", instanceID: instanceID))
                    )
                    return hold
                }
            } else if after.map({ newest?.number ?? 0 > $0 }) ?? true {
                if request.condition.accepts(machine.state) {
                    hold.keep(
                        .reached(
                            .init(
                                state: machine.state.rawValue, eventID: newest?.id ?? "",
                                instanceID: machine.instanceID
                            )
                        )
                    )
                    return hold
                }
            }
            // Nothing happens to it any more, so nothing that is waited for can.
            if machine.state == .destroyed { throw Refusal(.machineNotFound) }
            hold.begin(
                Waits.Waiter(
                    wanted: request.condition, instanceID: request.instanceID, afterEvent: after,
                    promise: hold.outcome
                ),
                until: now + request.timeout
            )
            return hold
        }
    }

    /// Waits until the machine is in a wanted state, woken by the commit that brings it there.
    /// - Throws: `Refusal` 404 for no such machine or version, or one that goes away; 408 at the timeout;
    ///   `CancellationError` when the caller or the emulator leaves.
    package func wait(_ id: MachineID, in app: AppName, for request: WaitRequest) async throws -> WaitOutcome.Reached {
        let hold = try await hold(id, in: app, for: request)
        return try await hold.reached(after: hold.outcome.value(onCancel: .ended))
    }
}

/// A wait under way, or one that is over already.
package final class WaitHold: Sendable {
    /// How the wait ends. Whoever notices that the caller has left keeps it as `.ended`.
    package let outcome = Promise<WaitOutcome>()
    private let world: World
    private let machine: MachineID
    private let app: AppName
    private let words: [String]
    private let state = Mutex(State())

    private struct State {
        var registration: (token: UInt64, timer: UInt64)?
        var atEnd: (@Sendable () -> Void)?
    }

    fileprivate init(world: World, machine: MachineID, app: AppName, words: [String]) {
        self.world = world
        self.machine = machine
        self.app = app
        self.words = words
    }

    /// Whether the answer has to wait.
    package var isHeld: Bool { state.withLock { $0.registration != nil } }

    /// What is to be done when the wait is over.
    package func atEnd(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.atEnd = action }
    }

    fileprivate func keep(_ outcome: WaitOutcome) {
        self.outcome.keep(outcome)
    }

    fileprivate func begin(_ waiter: Waits.Waiter, until end: Timestamp) {
        // The timeout first: whoever sees the wait may move the clock.
        let token = world.waits.token()
        let (world, machine, outcome) = (world, machine, outcome)
        let timer = world.schedule(at: end) {
            world.waits.remove(token, for: machine)
            outcome.keep(.timedOut)
        }
        state.withLock { $0.registration = (token, timer) }
        world.waits.add(waiter, token, for: machine)
    }

    /// Ends the wait, and tells what was reached.
    /// - Throws: as ``MachinesService/wait(_:in:for:)``.
    package func reached(after outcome: WaitOutcome) async throws -> WaitOutcome.Reached {
        let (registration, atEnd) = state.withLock { ($0.registration, $0.atEnd) }
        if let (token, timer) = registration {
            world.cancel(timer)
            world.waits.remove(token, for: machine)
        }
        atEnd?()
        switch outcome {
        case .reached(let reached): return reached
        case .gone: throw Refusal(.machineNotFound)
        case .ended: throw CancellationError()
        case .timedOut:
            let state = try await world.machines.reading(machine, in: app) { machine, _ in machine.state }
            throw Refusal(
                .waitTimedOut, ["wanted": words.joined(separator: ", "), "state": state.rawValue])
        }
    }
}
