import Synchronization

/// The turns of bodies at a child's standard input: one at a time, in the order they were taken.
final class Input: Sendable {
    struct Turn: Sendable, Hashable {
        fileprivate let number: Int
    }

    private struct State {
        var taken = 0
        var serving = 0
        var ended: Set<Int> = []
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    func takeTurn() -> Turn {
        state.withLock { state in
            defer { state.taken += 1 }
            return Turn(number: state.taken)
        }
    }

    /// Returns when every earlier turn has ended.
    func wait(for turn: Turn) async {
        await withCheckedContinuation { continuation in
            let isNext = state.withLock { state in
                if state.serving == turn.number { return true }
                state.waiting[turn.number] = continuation
                return false
            }
            if isNext { continuation.resume() }
        }
    }

    /// Ends a turn, served or not; a second time nothing happens.
    func end(_ turn: Turn) {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard turn.number >= state.serving else { return nil }
            state.ended.insert(turn.number)
            while state.ended.remove(state.serving) != nil { state.serving += 1 }
            return state.waiting.removeValue(forKey: state.serving)
        }
        next?.resume()
    }
}
