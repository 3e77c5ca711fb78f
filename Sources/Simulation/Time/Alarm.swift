import Dispatch
import Synchronization

/// Rings once, at the time last set. A world has one alarm whatever it has pending.
final class Alarm: Sendable {
    private let timer: Mutex<any DispatchSourceTimer>

    init(_ ring: @escaping @Sendable () -> Void) {
        let source = DispatchSource.makeTimerSource(queue: .global())
        source.setEventHandler { ring() }
        source.activate()
        timer = Mutex(source)
    }

    deinit { timer.withLock { $0.cancel() } }

    /// Sets the alarm anew; nil silences it.
    func set(after delay: Duration?) {
        timer.withLock { timer in
            guard let delay else { return timer.schedule(deadline: .distantFuture) }
            let (seconds, attoseconds) = delay.components
            // Dispatch counts nanoseconds in 64 bits: what is further away than decades rings then, and is set anew.
            let nanoseconds = min(seconds, 1 << 30) * 1_000_000_000 + attoseconds / 1_000_000_000
            timer.schedule(deadline: .now() + .nanoseconds(Int(nanoseconds)), leeway: .nanoseconds(0))
        }
    }
}
