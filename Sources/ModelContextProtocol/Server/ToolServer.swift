import OrderedJSON

/// An MCP server that offers tools and nothing else, for transports of the legacy era: one message in, at most one out.
///
/// It keeps no state, so any number of clients can share it, `initialize` may come late, twice or never, and no client
/// can lock another one out by its protocol version. Its answers are those of a server written with the TypeScript SDK
/// 1.30; about odd input it is as silent as that.
package struct ToolServer: Sendable {
    /// Sent as `serverInfo.name`.
    package let name: String
    /// Sent as `serverInfo.version`.
    package let version: String
    /// In the order `tools/list` gives them, on one page.
    package let tools: [Tool]
    /// Tools that are not offered, by name, with what a call of one is answered.
    private let withheld: [String: String]
    private let replyLimit: Int

    /// - Parameters:
    ///   - withheld: tools that are not offered, by name, with what a call of one is answered.
    ///   - replyLimit: the longest reply line in bytes. Wrap stops reading for good at a line over 10 MiB; we
    ///     chose to say so in an `isError` result instead of reproducing a server that falls silent.
    package init(
        name: String, version: String, tools: [Tool], withheld: [String: String] = [:],
        replyLimit: Int = LineSplitter.standardLimit
    ) {
        self.name = name
        self.version = version
        self.tools = tools
        self.withheld = withheld
        self.replyLimit = replyLimit
    }

    /// Answers one line.
    /// - Parameter line: with or without its end.
    /// - Returns: the reply without a newline, nil when none is due: notifications, responses, and anything that is no
    ///   message.
    package func reply(toLine line: [UInt8]) async -> [UInt8]? {
        let message = JSONRPCMessage(line: line)
        guard let reply = await reply(to: message) else { return nil }
        let bytes = reply.json().utf8
        guard bytes.count > replyLimit else { return bytes }
        return JSONRPCReply(id: reply.id, outcome: .result(tooLong(bytes.count).json)).json().utf8
    }

    /// Answers a message, nil when no answer is due.
    package func reply(to message: JSONRPCMessage) async -> JSONRPCReply? {
        guard case .request(let id, let method, let params) = message else { return nil }
        do {
            return JSONRPCReply(to: id, result: try await result(of: method, params: params))
        } catch {
            return JSONRPCReply(to: id, error: error)
        }
    }

    private func result(of method: String, params: JSONObject?) async throws(JSONRPCError) -> JSONObject {
        switch method {
        case "initialize": return try initialize(params)
        case "ping": return [:]
        case "tools/list":
            try check(params, [.init("cursor", .string, .optional)], presence: .optional)
            return ["tools": .array(tools.map(\.json))]
        case "tools/call": return try await call(params)
        default: throw JSONRPCError(.methodNotFound, "Method not found")
        }
    }

    private func initialize(_ params: JSONObject?) throws(JSONRPCError) -> JSONObject {
        let client: ToolSchema.ValueType = .object([.init("name", .string), .init("version", .string)])
        try check(
            params,
            [
                .init("protocolVersion", .string), .init("capabilities", .object([])), .init("clientInfo", client),
            ])
        return [
            "protocolVersion": .string(ProtocolVersion.negotiate(params?["protocolVersion"]?.stringValue ?? "")),
            "capabilities": ["tools": ["listChanged": true]],
            "serverInfo": ["name": .string(name), "version": .string(version)],
        ]
    }

    private func call(_ params: JSONObject?) async throws(JSONRPCError) -> JSONObject {
        try check(params, [.init("name", .string), .init("arguments", .record, .optional)])
        let name = params?["name"]?.stringValue ?? ""
        return await call(name, arguments: params?["arguments"]?.objectValue).json
    }

    private func call(_ name: String, arguments: JSONObject?) async -> ToolResult {
        guard let tool = tools.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            return .failure(withheld[name] ?? "MCP error -32602: Tool \(name) not found")
        }
        // The real SDK refuses missing arguments even where a tool takes none; clients that rely on `arguments` being
        // optional, as the specification has it, deserve better.
        let isEmptyCall = arguments == nil && tool.input.properties.allSatisfy { $0.presence != .required }
        let given = isEmptyCall ? [:] : arguments
        let issues = tool.input.issues(in: given.map(JSON.object))
        guard issues.isEmpty else {
            let reasons = issues.map(\.sentence).joined(separator: "\n")
            return .failure(
                "MCP error -32602: Input validation error: Invalid arguments for tool \(name): \(reasons)")
        }
        do {
            return try await tool.run(ToolArguments(given ?? [:]))
        } catch {
            return .failure("\(error)")
        }
    }

    /// The SDK lets a schema error escape as an internal error whose message is the list of issues.
    private func check(
        _ params: JSONObject?, _ properties: [ToolSchema.Property], presence: ToolSchema.Presence = .required
    ) throws(JSONRPCError) {
        let request = ToolSchema([.init("params", .object(properties), presence)])
        let issues = request.issues(in: .object(params.map { ["params": .object($0)] } ?? [:]))
        guard issues.isEmpty else {
            throw JSONRPCError(.internalError, JSON.array(issues.map(\.json)).prettyText)
        }
    }

    private func tooLong(_ count: Int) -> ToolResult {
        .failure("The reply would be \(count) bytes long; a line may have \(replyLimit) at most")
    }
}
