import FakeService
import OrderedJSON
import Synchronization

/// What `fly mcp wrap` does, without a child: POSTs are taken with 202, and what a tool server would print in reply goes
/// to the open GET.
final class FakeWrapEndpoint: Sendable {
    private let listener: Mutex<AsyncStream<String>.Continuation?> = Mutex(nil)
    private let reply: @Sendable (JSON) -> [String]

    /// - Parameter reply: the pieces of output a message makes the server print.
    init(reply: @escaping @Sendable (JSON) -> [String]) {
        self.reply = reply
    }

    @Sendable
    func answer(_ request: ReceivedRequest) -> CannedAnswer? {
        guard request.method == "POST" else {
            let (stream, continuation) = AsyncStream.makeStream(of: String.self)
            listener.withLock { $0 = continuation }
            return .stream(stream)
        }
        for line in request.body.split(separator: "\n") {
            guard let message = try? JSON(parsing: String(line)) else { return .status(400) }
            for piece in reply(message) { listener.withLock { $0 }?.yield(piece) }
        }
        return .status(202)
    }

    /// Ends the open GET, as a real endpoint never does by itself.
    func end() {
        listener.withLock { $0 }?.finish()
    }

    /// A server that greets, and answers every other request with `result`.
    static func answering(_ result: JSON) -> FakeWrapEndpoint {
        FakeWrapEndpoint { message in
            guard let id = message["id"] else { return [] }
            let body: JSON = message["method"] == "initialize" ? ["protocolVersion": "2024-11-05"] : result
            return [JSON.object(["jsonrpc": "2.0", "id": id, "result": body]).text + "\n"]
        }
    }
}
