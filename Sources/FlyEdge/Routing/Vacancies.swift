import MachineRules
import Simulation
import Synchronization

/// The requests that wait because every machine of their app has all it may have, in the order they came.
final class Vacancies: Sendable {
    /// The place of a request in the line. It is called when it should look again, and keeps its place when it looks in
    /// vain.
    final class Ticket: Sendable {
        private struct State {
            var isCalled = false
            var isExpired = false
            var promise: Promise<Void>?
        }

        private let state = Mutex(State())

        /// - Returns: false when it was called before, and did not look since.
        func call() -> Bool {
            let (isFirst, promise) = state.withLock { state in
                defer { state.isCalled = true }
                return (!state.isCalled, state.promise)
            }
            promise?.keep(())
            return isFirst
        }

        func expire() {
            let promise = state.withLock { state in
                state.isExpired = true
                return state.promise
            }
            promise?.keep(())
        }

        var isCalled: Bool { state.withLock { $0.isCalled } }

        /// - Returns: false when its time is over.
        fileprivate func wait() async -> Bool {
            let promise: Promise<Void>? = state.withLock { state in
                guard !state.isCalled, !state.isExpired else { return nil }
                let promise = Promise<Void>()
                state.promise = promise
                return promise
            }
            if let promise { await promise.value(onCancel: ()) }
            return state.withLock { state in
                state.promise = nil
                state.isCalled = false
                return !state.isExpired
            }
        }
    }

    private let lines = Mutex<[AppKey: [Ticket]]>([:])
    /// Asked at the end of every request; lines are rare.
    private let count = Atomic<Int>(0)

    /// Takes a place at the end of the line.
    func join(_ key: AppKey) -> Ticket {
        let ticket = Ticket()
        lines.withLock { $0[key, default: []].append(ticket) }
        count.add(1, ordering: .sequentiallyConsistent)
        return ticket
    }

    /// Waits until there may be room.
    /// - Returns: false when the ticket has expired.
    /// - Throws: `CancellationError` when the client has left.
    func wait(_ ticket: Ticket) async throws -> Bool {
        let isValid = await ticket.wait()
        try Task.checkCancellation()
        return isValid
    }

    /// Gives a place up. Who was called and did not take what was free passes the call on.
    func leave(_ ticket: Ticket, _ key: AppKey) {
        lines.withLock { lines in
            lines[key]?.removeAll { $0 === ticket }
            if lines[key]?.isEmpty == true { lines[key] = nil }
        }
        count.subtract(1, ordering: .sequentiallyConsistent)
        if ticket.isCalled { callNext(key) }
    }

    /// A machine has less to do: the first in the line looks again.
    func callNext(_ key: AppKey) {
        guard count.load(ordering: .sequentiallyConsistent) > 0 else { return }
        for ticket in lines.withLock({ $0[key] }) ?? [] where ticket.call() { return }
    }

    /// Machines changed: everybody looks again.
    func follow(_ changes: Changes, in world: World) {
        guard count.load(ordering: .sequentiallyConsistent) > 0 else { return }
        let tickets = lines.withLock { lines in
            lines.filter { $0.key.world == world.name && (changes.isWhole || changes.apps.contains($0.key.app)) }
        }
        for ticket in tickets.values.joined() { _ = ticket.call() }
    }

    /// How many wait.
    var waiting: Int { count.load(ordering: .sequentiallyConsistent) }
}
