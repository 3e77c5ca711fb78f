import OrderedJSON

/// A request that a Streamable HTTP server turns away: an HTTP status, and a JSON-RPC error that says why.
struct StreamableRefusal: Error {
    let status: Int
    let error: JSONRPCError
    /// Of the request that is refused; null in the answer when it has none or could not be read.
    var id: JSONRPCID?
    var headers: [TransportAnswer.Header] = []

    var answer: TransportAnswer {
        let reply = JSONRPCReply(to: id, error: error)
        return .json(status: status, reply.json(order: .python).utf8, headers: headers)
    }

    private init(_ status: Int, _ code: JSONRPCError.Code, _ message: String, data: JSON? = nil) {
        self.status = status
        error = JSONRPCError(code, message, data: data)
    }

    /// A refusal of one request of a body.
    func of(_ id: JSONRPCID?) -> StreamableRefusal {
        var refusal = self
        refusal.id = id
        return refusal
    }

    /// A page of strangers.
    static let foreignOrigin = StreamableRefusal(403, .invalidRequest, "Forbidden: Invalid Origin header")

    static let methodNotAllowed: StreamableRefusal = {
        var refusal = StreamableRefusal(405, .invalidRequest, "Method Not Allowed")
        refusal.headers = [TransportAnswer.Header("Allow", "GET, POST, DELETE")]
        return refusal
    }()

    static let notAcceptable = StreamableRefusal(
        406, .invalidRequest, "Not Acceptable: Client must accept application/json or text/event-stream")
    static let streamNotAcceptable = StreamableRefusal(
        406, .invalidRequest, "Not Acceptable: Client must accept text/event-stream")
    static let unsupportedMediaType = StreamableRefusal(
        415, .invalidRequest, "Unsupported Media Type: Content-Type must be application/json")
    static let tooLarge = StreamableRefusal(413, .invalidRequest, "Request body is too large")
    static let missingSession = StreamableRefusal(400, .invalidRequest, "Bad Request: Missing session ID")
    static let unknownSession = StreamableRefusal(404, .invalidRequest, "Session not found")
    static let tooManySessions = StreamableRefusal(503, .internalError, "Too many sessions have a stream open")
    static let alreadyListening = StreamableRefusal(
        409, .invalidRequest, "Conflict: Only one SSE stream is allowed per session")
    static let unknownEvent = StreamableRefusal(400, .invalidRequest, "Bad Request: Unknown Last-Event-ID")
    static let notJSON = StreamableRefusal(400, .parseError, "Parse error")
    static let notJSONRPC = StreamableRefusal(400, .invalidRequest, "Invalid Request")
    static let emptyBatch = StreamableRefusal(400, .invalidRequest, "Invalid Request: the batch is empty")
    static let initializeInBatch = StreamableRefusal(
        400, .invalidRequest, "Invalid Request: initialize cannot be part of a batch")
    static let idInUse = StreamableRefusal(400, .invalidRequest, "Invalid Request: the id is in use")
    static let serverGone = StreamableRefusal(500, .internalError, "The tool server has ended")
    /// What a server of the legacy era says to `server/discover`, in the form of the modern one: the client goes on
    /// with `initialize`.
    static let noDiscovery = StreamableRefusal(404, .methodNotFound, "Method not found")

    static func batch(in version: String) -> StreamableRefusal {
        StreamableRefusal(400, .invalidRequest, "Invalid Request: protocol version \(version) has no batches")
    }

    /// A version header that names none of ours.
    static func version(_ requested: String) -> StreamableRefusal {
        let supported = ProtocolVersion.legacy.joined(separator: ", ")
        return StreamableRefusal(
            400, .invalidRequest,
            "Bad Request: Unsupported protocol version: \(requested) (supported versions: \(supported))")
    }

    /// A request of the modern era, in that era's form.
    static func modernVersion(_ requested: String) -> StreamableRefusal {
        StreamableRefusal(
            400, .unsupportedVersion, "Unsupported protocol version",
            data: [
                "supported": .array(ProtocolVersion.legacy.map(JSON.string)), "requested": .string(requested),
            ])
    }

    static func cannotStart(_ reason: String) -> StreamableRefusal {
        StreamableRefusal(500, .internalError, "The tool server cannot be started: \(reason)")
    }
}
