/// An HTTP answer of a transport, for whoever has the connection.
package struct TransportAnswer: Sendable {
    /// What follows the head.
    package enum Body: Sendable {
        /// All of it; may be empty.
        case bytes([UInt8])
        /// Server-sent events until the reader ends. Whoever writes them tells the reader when the client has left.
        case events(EventReader)
    }

    package let status: Int
    /// In the order they are sent; content length and connection are the writer's business.
    package let headers: [Header]
    package let body: Body

    /// One header line.
    package struct Header: Sendable, Hashable {
        package let name: String
        package let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    init(status: Int, headers: [Header] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(status: Int = 200, _ bytes: [UInt8], headers: [Header] = []) -> TransportAnswer {
        TransportAnswer(
            status: status, headers: [Header("Content-Type", "application/json")] + headers, body: .bytes(bytes))
    }

    static func text(status: Int, _ text: String, headers: [Header] = []) -> TransportAnswer {
        TransportAnswer(
            status: status, headers: [Header("Content-Type", "text/plain; charset=utf-8")] + headers,
            body: .bytes(Array(text.utf8)))
    }

    /// A stream that nothing on the way may hold back or change.
    static func events(_ reader: EventReader, headers: [Header] = []) -> TransportAnswer {
        let own = [
            Header("Content-Type", "text/event-stream"), Header("Cache-Control", "no-cache, no-transform"),
            Header("X-Accel-Buffering", "no"),
        ]
        return TransportAnswer(status: 200, headers: own + headers, body: .events(reader))
    }
}
