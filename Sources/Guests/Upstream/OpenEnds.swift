import Synchronization

/// What a guest has open towards its clients, so that all of it can be cut at once.
final class OpenEnds: Sendable {
    private struct State {
        var next = 0
        var cuts: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Registers something open. It counts until the mark is dropped.
    func add(_ cut: @escaping @Sendable () -> Void) -> Mark {
        let number = state.withLock { state in
            defer { state.next += 1 }
            state.cuts[state.next] = cut
            return state.next
        }
        return Mark(ends: self, number: number)
    }

    func cutAll() {
        let cuts = state.withLock { $0.cuts.values.map { $0 } }
        for cut in cuts { cut() }
    }

    final class Mark: Sendable {
        private let ends: OpenEnds
        private let number: Int

        fileprivate init(ends: OpenEnds, number: Int) {
            self.ends = ends
            self.number = number
        }

        deinit { ends.state.withLock { $0.cuts[number] = nil } }
    }
}
