import Dispatch
import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Tells that a child has ended while its exit status still waits to be collected, so that its number is still its own.
enum ExitNotice {
    static func wait(for process: ProcessIdentifier) async {
        #if os(Linux)
            if process.processDescriptor >= 0 { return await readable(process.processDescriptor) }
        #endif
        await blocking(process.value)
    }

    /// A process's descriptor can be read once it has ended.
    private static func readable(_ descriptor: Int32) async {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        await withCheckedContinuation { continuation in
            source.setEventHandler { source.cancel() }
            // Here nobody looks at the descriptor any more, and it may be closed.
            source.setCancelHandler { continuation.resume() }
            source.activate()
        }
    }

    /// For systems without such descriptors: a thread each.
    private static func blocking(_ pid: pid_t) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                var information = siginfo_t()
                var result: Int32
                repeat {
                    result = waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT)
                } while result == -1 && errno == EINTR
                continuation.resume()
            }
        }
    }
}
