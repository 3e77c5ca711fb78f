import Synchronization

/// A value that somebody else will provide, once; the first one counts.
package final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, Never>)
        case kept(Value)
    }

    private let state = Mutex(State.empty)

    package init() {}

    /// Provides the value; later calls change nothing.
    package func keep(_ value: Value) {
        let continuation: CheckedContinuation<Value, Never>? = state.withLock { state in
            switch state {
            case .empty:
                state = .kept(value)
                return nil
            case .awaited(let continuation):
                state = .kept(value)
                return continuation
            case .kept: return nil
            }
        }
        continuation?.resume(returning: value)
    }

    /// Waits for the value; `fallback` is the value when the waiting task is cancelled. One waiter only.
    package func value(onCancel fallback: Value) async -> Value {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let kept: Value? = state.withLock { state in
                    if case .kept(let value) = state { return value }
                    state = .awaited(continuation)
                    return nil
                }
                if let kept { continuation.resume(returning: kept) }
            }
        } onCancel: {
            keep(fallback)
        }
    }
}
