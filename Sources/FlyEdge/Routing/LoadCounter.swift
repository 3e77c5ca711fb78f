import MachineRules
import Synchronization

/// What a machine has under way, counted both ways a service may want it.
final class LoadCounter: Sendable {
    private struct State {
        var requests = 0
        /// Requests beyond the first of connections that carry several at the same time.
        var companions = 0
        var shared: [ObjectIdentifier: Int] = [:]
        /// World time of the last request's begin or end, or of the start; nil when none is known of.
        var last: Timestamp?
    }

    private let state: Mutex<State>

    /// - Parameter requests: under way already.
    init(requests: Int = 0) {
        state = Mutex(State(requests: requests))
    }

    /// How much is under way.
    func open(_ unit: Service.Concurrency.Unit) -> Int {
        state.withLock { unit == .requests ? $0.requests : $0.requests - $0.companions }
    }

    /// Open requests, and since when there has been no other; nil for a machine that was never up.
    var activity: (open: Int, last: Timestamp)? {
        state.withLock { state in state.last.map { (state.requests, $0) } }
    }

    /// Counts a request in, unless the machine has as much as it may have.
    /// - Parameters:
    ///   - connection: the one it came by where that carries several at the same time.
    ///   - limit: of what may be under way.
    func begin(
        on connection: ObjectIdentifier? = nil,
        at time: Timestamp,
        counting unit: Service.Concurrency.Unit = .requests,
        upTo limit: Int = .max
    ) -> Bool {
        state.withLock { state in
            let isCompanion = connection.flatMap { state.shared[$0] } != nil
            let load = unit == .requests ? state.requests : state.requests - state.companions
            guard load < limit || unit == .connections && isCompanion else { return false }
            state.requests += 1
            if isCompanion { state.companions += 1 }
            if let connection { state.shared[connection, default: 0] += 1 }
            state.last = time
            return true
        }
    }

    /// Counts a request out.
    func end(on connection: ObjectIdentifier? = nil, at time: Timestamp) {
        state.withLock { state in
            state.requests -= 1
            state.last = time
            guard let connection, let count = state.shared[connection] else { return }
            if count > 1 { state.companions -= 1 }
            state.shared[connection] = count > 1 ? count - 1 : nil
        }
    }

    /// The machine came up: its idle time begins.
    func touch(at time: Timestamp) {
        state.withLock { $0.last = time }
    }
}
