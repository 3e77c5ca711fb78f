import HeapModule
import MachineRules
import Synchronization

/// What falls due in memory only: timeouts of held requests, idle passes. Losing them with the process loses nothing
/// that was answered.
final class Timers: Sendable {
    private struct Entry: Comparable {
        let due: Timestamp
        let id: UInt64
        let action: @Sendable () async -> Void

        static func < (left: Entry, right: Entry) -> Bool { (left.due, left.id) < (right.due, right.id) }
        static func == (left: Entry, right: Entry) -> Bool { left.id == right.id }
    }

    private struct State {
        var heap = Heap<Entry>()
        var cancelled: Set<UInt64> = []
        var live: Set<UInt64> = []
        var nextID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Adds an action and returns the token that cancels it.
    func add(due: Timestamp, _ action: @escaping @Sendable () async -> Void) -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            state.heap.insert(Entry(due: due, id: state.nextID, action: action))
            state.live.insert(state.nextID)
            return state.nextID
        }
    }

    func cancel(_ id: UInt64) {
        state.withLock { state in
            guard state.live.remove(id) != nil else { return }
            state.cancelled.insert(id)
            if state.cancelled.count > 1024, state.cancelled.count > state.live.count {
                // Mostly dead weight: build the heap anew from what is alive.
                let alive = state.heap.unordered.filter { state.live.contains($0.id) }
                state.heap = Heap(alive)
                state.cancelled = []
            }
        }
    }

    /// The earliest due time.
    var next: Timestamp? {
        state.withLock { state in
            Self.dropCancelled(&state)
            return state.heap.min?.due
        }
    }

    /// Runs what is due at `time`, in order, and returns when all of it is done.
    func fire(at time: Timestamp) async {
        while let action = takeDue(at: time) { await action() }
    }

    /// Whether anything is due at `time`.
    func hasDue(at time: Timestamp) -> Bool {
        next.map { $0 <= time } ?? false
    }

    /// Forgets everything without running it.
    func removeAll() {
        state.withLock { state in
            state.heap = Heap()
            state.cancelled = []
            state.live = []
        }
    }

    private func takeDue(at time: Timestamp) -> (@Sendable () async -> Void)? {
        state.withLock { state in
            Self.dropCancelled(&state)
            guard let first = state.heap.min, first.due <= time else { return nil }
            state.heap.removeMin()
            state.live.remove(first.id)
            return first.action
        }
    }

    private static func dropCancelled(_ state: inout State) {
        while let first = state.heap.min, state.cancelled.remove(first.id) != nil { state.heap.removeMin() }
    }
}
