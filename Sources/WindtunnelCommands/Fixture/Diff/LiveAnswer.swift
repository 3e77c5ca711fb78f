import Fixtures
import FlyClient
import Synchronization

/// The answer to a request that is under way, as far as it has come.
final class LiveAnswer: Sendable {
    struct Progress: Sendable {
        var head: VerbatimHead?
        var bytes: [UInt8] = []
        var failure: UnreachableError?
        var isOver = false

        var lineCount: Int { bytes.count { $0 == 0x0A } }
    }

    private struct Waiter {
        let isEnough: @Sendable (Progress) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var progress = Progress()
        var waiters: [Int: Waiter] = [:]
        /// Those whose time was up before they began to wait.
        var late: Set<Int> = []
        var nextWaiter = 0
        var reading: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Sends a request. Whoever does so has to ``cancel()`` it at last.
    init(to request: VerbatimRequest, over transport: HTTPTransport) {
        let reading = Task { [self] in
            do {
                try await transport.follow(
                    request, onHead: { head in change { $0.head = head } },
                    onPiece: { piece in change { $0.bytes += piece } })
                change { $0.isOver = true }
            } catch {
                // Cancelled: nobody asks any more.
                change {
                    $0.failure = error as? UnreachableError
                    $0.isOver = true
                }
            }
        }
        state.withLock { $0.reading = reading }
    }

    /// Hangs up.
    func cancel() { state.withLock { $0.reading }?.cancel() }

    var progress: Progress { state.withLock { $0.progress } }

    /// What came, as a recording has it; nil while there is not even a head.
    var response: RecordedResponse? {
        let progress = progress
        return progress.head.map { head in
            RecordedResponse(
                status: head.status,
                headers: HeaderList(head.headers.map { HeaderList.Field(name: $0.name, value: $0.value) }),
                content: .whole(progress.bytes))
        }
    }

    /// Waits until enough has come, or all, or time is up.
    /// - Parameter patience: by the wall's clock.
    /// - Returns: whether enough has come.
    @discardableResult
    func wait(_ patience: Duration, until isEnough: @escaping @Sendable (Progress) -> Bool) async -> Bool {
        let isReached: @Sendable (Progress) -> Bool = { $0.isOver || isEnough($0) }
        if isReached(progress) { return isEnough(progress) }
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Cancelled when enough has come first.
                try? await Pause.lasting(patience)
                self.release(number)
            }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if isReached(state.progress) || state.late.contains(number) { return true }
                    state.waiters[number] = Waiter(isEnough: isReached, continuation: continuation)
                    return false
                }
                if isReady { continuation.resume() }
            }
            group.cancelAll()
        }
        return isEnough(progress)
    }

    private func release(_ number: Int) {
        let waiter = state.withLock { state in
            state.late.insert(number)
            return state.waiters.removeValue(forKey: number)
        }
        waiter?.continuation.resume()
    }

    private func change(_ work: (inout Progress) -> Void) {
        let ready = state.withLock { state in
            work(&state.progress)
            let ready = state.waiters.filter { $0.value.isEnough(state.progress) }
            for number in ready.keys { state.waiters[number] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }
}
