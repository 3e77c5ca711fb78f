import NIOCore
import Synchronization

/// Lines on their way to one listener, so many bytes of them: whoever adds more waits, as at a pipe.
final class LineQueue: Sendable {
    private struct State {
        var lines: [ByteBuffer] = []
        /// How many of them have been read; they are dropped when all have.
        var read = 0
        var bytes = 0
        var isFinished = false
        var reader: CheckedContinuation<Void, Never>?
        var writers: [CheckedContinuation<Void, Never>] = []
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: in bytes; one line may go over it. The pipe and the buffers of the real one hold some
    ///   hundred KiB; chosen larger, for clients that send all before they read.
    init(capacity: Int = 16 * 1024 * 1024) {
        self.capacity = capacity
    }

    /// Adds a line as soon as there is room; it is lost once the queue is finished.
    func append(_ line: ByteBuffer) async {
        while true {
            let reader: CheckedContinuation<Void, Never>?? = state.withLock { state in
                guard state.isFinished || state.bytes < capacity else { return nil }
                if !state.isFinished {
                    state.lines.append(line)
                    state.bytes += line.readableBytes
                }
                defer { state.reader = nil }
                return state.reader
            }
            if let reader { return reader?.resume() ?? () }
            await withCheckedContinuation { continuation in
                let hasRoom = state.withLock { state in
                    guard !state.isFinished, state.bytes >= capacity else { return true }
                    state.writers.append(continuation)
                    return false
                }
                if hasRoom { continuation.resume() }
            }
        }
    }

    /// The next line as soon as there is one, nil when the queue is finished and empty. One reader only.
    func next() async -> ByteBuffer? {
        while true {
            var writers: [CheckedContinuation<Void, Never>] = []
            let line: ByteBuffer?? = state.withLock { state in
                guard state.read < state.lines.count else { return state.isFinished ? .some(nil) : .none }
                let line = state.lines[state.read]
                state.read += 1
                state.bytes -= line.readableBytes
                if state.read == state.lines.count { (state.lines, state.read) = ([], 0) }
                if state.bytes < capacity { (writers, state.writers) = (state.writers, []) }
                return line
            }
            for writer in writers { writer.resume() }
            if let line { return line }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard !state.isFinished, state.read == state.lines.count else { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// Nothing follows: the reader ends when it has what is there, writers wait no longer.
    func finish() {
        let (reader, writers) = state.withLock { state in
            state.isFinished = true
            defer { (state.reader, state.writers) = (nil, []) }
            return (state.reader, state.writers)
        }
        reader?.resume()
        for writer in writers { writer.resume() }
    }
}
