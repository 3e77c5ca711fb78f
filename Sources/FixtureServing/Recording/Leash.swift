import Synchronization

/// Lets steps that wait for somebody else be ended from outside.
///
/// A handler of the server cannot be cancelled when its client has left or the emulator is told to end, and waiting for
/// the next piece of a silent stream takes for ever.
final class Leash: Sendable {
    /// Who ended it.
    enum Cause: Sendable {
        case clientLeft
        case stopped
    }

    private struct State {
        var cause: Cause?
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Who ended it; nil while nobody has.
    var cause: Cause? { state.withLock(\.cause) }

    /// Runs a step, one at a time. When the leash is cut, before or meanwhile, the step's task is cancelled.
    func run<Value: Sendable>(_ step: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await step() }
        let isCut = state.withLock { state in
            state.cancel = { task.cancel() }
            return state.cause != nil
        }
        if isCut { task.cancel() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Ends the step under way and all that come after it; the first cause counts.
    func cut(_ cause: Cause) {
        let cancel = state.withLock { state in
            if state.cause == nil { state.cause = cause }
            return state.cancel
        }
        cancel?()
    }
}

/// The leashes of everything under way.
final class Leashes: Sendable {
    private struct State {
        var isOver = false
        var next = 0
        var leashes: [Int: Leash] = [:]
    }

    private let state = Mutex(State())

    /// Counts a leash until the mark is dropped. Once all were cut, it is cut at once.
    func add(_ leash: Leash) -> Mark {
        let (number, isOver) = state.withLock { state in
            defer { state.next += 1 }
            state.leashes[state.next] = leash
            return (state.next, state.isOver)
        }
        if isOver { leash.cut(.stopped) }
        return Mark(leashes: self, number: number)
    }

    func cutAll() {
        let leashes = state.withLock { state in
            state.isOver = true
            return Array(state.leashes.values)
        }
        for leash in leashes { leash.cut(.stopped) }
    }

    final class Mark: Sendable {
        private let leashes: Leashes
        private let number: Int

        fileprivate init(leashes: Leashes, number: Int) {
            self.leashes = leashes
            self.number = number
        }

        deinit { leashes.state.withLock { $0.leashes[number] = nil } }
    }
}
