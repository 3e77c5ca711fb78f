import OrderedJSON

/// The body of a POST: one message, or a batch of them.
struct PostedMessages {
    let isBatch: Bool
    /// In the order they came.
    let messages: [Message]

    struct Message {
        let document: JSON
        let content: JSONRPCMessage

        var method: String? {
            switch content {
            case .request(_, let method, _), .notification(let method, _): method
            case .response, .unusable: nil
            }
        }

        /// Nil for anything but a request.
        var id: JSONRPCID? {
            if case .request(let id, _, _) = content { id } else { nil }
        }

        var params: JSONObject? {
            switch content {
            case .request(_, _, let params), .notification(_, let params): params
            case .response, .unusable: nil
            }
        }

        /// The protocol version that requests of the modern era carry within.
        var modernVersion: String? { params?["_meta"]?["io.modelcontextprotocol/protocolVersion"]?.stringValue }
    }

    /// Reads a body.
    init(_ body: [UInt8]) throws(StreamableRefusal) {
        let document: JSON
        do {
            document = try JSON(parsing: body)
        } catch {
            throw .notJSON
        }
        if let elements = document.arrayValue {
            guard !elements.isEmpty else { throw .emptyBatch }
            isBatch = true
            messages = elements.map { Message(document: $0, content: JSONRPCMessage($0)) }
        } else {
            isBatch = false
            messages = [Message(document: document, content: JSONRPCMessage(document))]
        }
        for message in messages {
            if case .unusable = message.content { throw .notJSONRPC }
        }
        guard !isBatch || !messages.contains(where: { $0.method == "initialize" && $0.id != nil }) else {
            throw .initializeInBatch
        }
    }

    var requests: [JSONRPCID] { messages.compactMap(\.id) }

    /// The request that begins a session.
    var isInitialize: Bool { messages.count == 1 && messages[0].method == "initialize" && messages[0].id != nil }
}
