import AsyncHTTPClient
import NIOCore

/// Lets time pass, on the timers of the network library.
package enum Pause {
    /// Returns after so long.
    /// - Throws: at once when the task is cancelled.
    package static func lasting(_ duration: Duration) async throws {
        let timer = HTTPClient.defaultEventLoopGroup.any().scheduleTask(in: TimeAmount(duration)) {}
        // A future knows nothing of the cancellation of tasks, so the timer is ended by itself.
        try await withTaskCancellationHandler {
            try await timer.futureResult.get()
        } onCancel: {
            timer.cancel()
        }
    }
}
