package import MachineRules
import Persistence

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

    /// Waits until the machine is in a wanted state, woken by the commit that brings it there.
    /// - Parameter whileHeld: called when the answer has to wait, with the promise that whoever notices that the caller
    ///   has left keeps as `.ended`; what it returns is called when the wait is over.
    /// - Throws: `Refusal` 404 for no such machine or version, or one that goes away; 408 at the timeout;
    ///   `CancellationError` when the caller or the emulator leaves.
    package func wait(
        _ id: MachineID,
        in app: AppName,
        for request: WaitRequest,
        whileHeld: (Promise<WaitOutcome>) -> () -> Void = { _ in {} }
    ) async throws -> WaitOutcome.Reached {
        let promise = Promise<WaitOutcome>()
        // Registered between commits: no change can slip in between the look and the wait.
        let held = try await world.read { [world] database, now -> (token: UInt64, timer: UInt64)? in
            let machine = try MachineRecord.required(id, in: app, database)
            let newest = try EventRecord.newest(1, of: id, in: database).first
            let after = try request.fromEventID.flatMap { try EventRecord.number(of: $0, machine: id, in: database) }
            if let instanceID = request.instanceID, instanceID != machine.instanceID {
                guard try VersionRecord.exists(instanceID, of: id, in: database) else {
                    throw Refusal(.notFound, "machine version not found")
                }
                if request.condition.acceptsReplaced {
                    promise.keep(
                        .reached(.init(state: "replaced", eventID: newest?.id ?? "", instanceID: instanceID))
                    )
                    return nil
                }
            } else if after.map({ newest?.number ?? 0 > $0 }) ?? true {
                if request.condition.accepts(machine.state) {
                    promise.keep(
                        .reached(
                            .init(
                                state: machine.state.rawValue, eventID: newest?.id ?? "",
                                instanceID: machine.instanceID
                            )
                        )
                    )
                    return nil
                }
            }
            // Nothing happens to it any more, so nothing that is waited for can.
            if machine.state == .destroyed { throw Refusal(.notFound, "machine not found") }
            let waiter = Waits.Waiter(
                wanted: request.condition, instanceID: request.instanceID, afterEvent: after, promise: promise
            )
            // The timeout first: whoever sees the wait may move the clock.
            let token = world.waits.token()
            let timer = world.schedule(at: now + request.timeout) {
                world.waits.remove(token, for: id)
                promise.keep(.timedOut)
            }
            world.waits.add(waiter, token, for: id)
            return (token, timer)
        }
        guard let held else { return try await reached(promise, id, in: app, for: request) }
        let over = whileHeld(promise)
        defer {
            over()
            world.cancel(held.timer)
            world.waits.remove(held.token, for: id)
        }
        return try await reached(promise, id, in: app, for: request)
    }

    private func reached(
        _ promise: Promise<WaitOutcome>,
        _ id: MachineID,
        in app: AppName,
        for request: WaitRequest
    ) async throws -> WaitOutcome.Reached {
        switch await promise.value(onCancel: .ended) {
        case .reached(let reached): return reached
        case .gone: throw Refusal(.notFound, "machine not found")
        case .ended: throw CancellationError()
        case .timedOut:
            let state = try await reading(id, in: app) { machine, _ in machine.state }
            throw Refusal(
                .timeout,
                "deadline_exceeded: machine failed to reach desired state, "
                    + "\(request.condition.words.joined(separator: ", ")), currently \(state.rawValue)"
            )
        }
    }
}
