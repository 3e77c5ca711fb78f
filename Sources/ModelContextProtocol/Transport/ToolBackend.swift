/// What stands behind a session: something that can be connected to, any number of times.
package struct ToolBackend: Sendable {
    /// What the answers to a request look like by nature.
    package enum Manner: Sendable, Hashable {
        /// One response as soon as the request is in, and nothing on the server's own account: a JSON body will do.
        case answersAtOnce
        /// Other messages may come before the response and at any time: an event stream is the better answer.
        case speaksFreely
    }

    package let manner: Manner
    private let connection: @Sendable (ToolListener) async throws -> any ToolConnection

    /// - Parameter connection: makes a connection of its own for one session; what it throws is told to the client.
    package init(
        _ manner: Manner, connection: @escaping @Sendable (ToolListener) async throws -> any ToolConnection
    ) {
        self.manner = manner
        self.connection = connection
    }

    /// A server within this process. It has no state, so its connections share it.
    package init(_ server: ToolServer) {
        self.init(.answersAtOnce) { DirectConnection(server: server, listener: $0) }
    }

    func connect(_ listener: ToolListener) async throws -> any ToolConnection { try await connection(listener) }
}

/// One client's line to a tool server.
package protocol ToolConnection: Sendable {
    /// Hands one message over and returns when the server has taken it; calls may overlap.
    /// - Parameter message: one line without its end.
    /// - Throws: whatever says that the server is gone.
    func send(_ message: [UInt8]) async throws

    /// Ends the connection and what was started for it.
    func close()
}

/// Where a connection takes what the server says.
package struct ToolListener: Sendable {
    /// One message, a line without its end.
    package let hear: @Sendable ([UInt8]) -> Void
    /// The server is gone; nothing follows.
    package let end: @Sendable () -> Void

    package init(hear: @escaping @Sendable ([UInt8]) -> Void, end: @escaping @Sendable () -> Void) {
        self.hear = hear
        self.end = end
    }
}

/// A connection to a server within this process: its answer is there when the message has been taken.
private struct DirectConnection: ToolConnection {
    let server: ToolServer
    let listener: ToolListener

    func send(_ message: [UInt8]) async {
        if let reply = await server.reply(toLine: message) { listener.hear(reply) }
    }

    func close() {}
}
