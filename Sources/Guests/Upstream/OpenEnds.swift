import Synchronization

/// What a guest has open towards its clients, so that it can be cut when the machine is gone.
final class OpenEnds: Sendable {
    private struct End {
        let cut: @Sendable () -> Void
        /// Whether it goes on until somebody ends it.
        var isStream: Bool
    }

    private struct State {
        var next = 0
        var ends: [Int: End] = [:]
    }

    private let state = Mutex(State())

    /// Registers something open. It counts until the mark is dropped.
    /// - Parameter isStream: whether it goes on until somebody ends it; else it is an answer that will come.
    func add(isStream: Bool = false, _ cut: @escaping @Sendable () -> Void) -> Mark {
        let number = state.withLock { state in
            defer { state.next += 1 }
            state.ends[state.next] = End(cut: cut, isStream: isStream)
            return state.next
        }
        return Mark(ends: self, number: number)
    }

    func cutAll() {
        let ends = state.withLock { Array($0.ends.values) }
        for end in ends { end.cut() }
    }

    /// Leaves alone what will end by itself.
    func cutStreams() {
        let streams = state.withLock { $0.ends.values.filter(\.isStream) }
        for stream in streams { stream.cut() }
    }

    final class Mark: Sendable {
        private let ends: OpenEnds
        private let number: Int

        fileprivate init(ends: OpenEnds, number: Int) {
            self.ends = ends
            self.number = number
        }

        /// The answer has begun, and its end is not in sight.
        func becomeStream() {
            ends.state.withLock { $0.ends[number]?.isStream = true }
        }

        deinit { ends.state.withLock { $0.ends[number] = nil } }
    }
}
