import Synchronization

/// Whether the GET that brings replies is open, for the one task that must not ask before it is.
final class MCPListenerState: Sendable {
    private struct State {
        var isUp = false
        var waiter: AsyncStream<Void>.Continuation?
    }

    private let state = Mutex(State())

    var isUp: Bool {
        get { state.withLock { $0.isUp } }
        set {
            let waiter = state.withLock { state in
                state.isUp = newValue
                return newValue ? state.waiter.take() : nil
            }
            waiter?.finish()
        }
    }

    /// Returns once the GET is open, or when the task is cancelled. One waiter only.
    func untilUp() async {
        let (turn, waiter) = AsyncStream.makeStream(of: Void.self)
        let isUp = state.withLock { state in
            if !state.isUp { state.waiter = waiter }
            return state.isUp
        }
        if isUp { return }
        for await _ in turn {}
    }
}
