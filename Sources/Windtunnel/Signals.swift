import Dispatch
import Simulation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// SIGTERM and SIGINT as something to wait for, caught from the moment this value is made: one that comes while the
/// emulator starts is acted on as soon as it has. A second one ends the process at once.
package final class Signals: Sendable {
    private let arrival = Promise<Void>()
    private let reader: Mutex<any DispatchSourceRead>

    /// - Throws: ``StartupFailure`` when the process has no file descriptors left.
    package init() throws(StartupFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw StartupFailure("cannot open a pipe: too many open files") }
        Caught.state.pipe.store(ends[1], ordering: .sequentiallyConsistent)
        let source = DispatchSource.makeReadSource(fileDescriptor: ends[0], queue: .global())
        source.setEventHandler { [arrival] in arrival.keep(()) }
        source.setCancelHandler {
            close(ends[0])
            close(ends[1])
        }
        source.activate()
        reader = Mutex(source)
        for number in [SIGTERM, SIGINT] { signal(number, Caught.handle) }
    }

    deinit {
        for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
        reader.withLock { $0.cancel() }
    }

    /// Returns at the first SIGTERM or SIGINT, or when the task is cancelled.
    package func untilSignal() async {
        await arrival.value(onCancel: ())
    }
}

/// What a signal handler can reach: globals, and of these only atomics.
private enum Caught {
    struct State: ~Copyable {
        let pipe = Atomic<Int32>(-1)
        let count = Atomic<Int>(0)
    }

    static let state = State()

    /// Runs inside the handler: `write` and `_exit` are all it may call.
    static let handle: @convention(c) (Int32) -> Void = { number in
        guard Caught.state.count.add(1, ordering: .sequentiallyConsistent).newValue == 1 else { _exit(128 + number) }
        var byte: UInt8 = 1
        _ = write(Caught.state.pipe.load(ordering: .sequentiallyConsistent), &byte, 1)
    }
}
