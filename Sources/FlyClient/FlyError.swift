import OrderedJSON

/// A refusal of the service, with the words it used.
package struct FlyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The HTTP status; 200 for a GraphQL error, which travels in a successful answer.
    package let status: Int
    /// The literal text of the service.
    package let message: String
    /// REST's `status` word (`insufficient_capacity`) or GraphQL's `extensions.code` (`NOT_FOUND`).
    package let code: String?
    /// The `fly-request-id` of the answer, for whoever looks for the cause.
    package let requestID: String?

    package init(status: Int, message: String, code: String? = nil, requestID: String? = nil) {
        self.status = status
        self.message = message
        self.code = code
        self.requestID = requestID
    }

    /// Reads a refusal as fly-go does: `message` wins over `error`, and a body that is no JSON is quoted whole.
    package init(status: Int, body: [UInt8], requestID: String?) {
        let document = try? JSON(parsing: body)  // No JSON is one of the documented forms: plain text.
        let texts = [document?["message"]?.stringValue, document?["error"]?.stringValue]
        let text = texts.compactMap { $0 }.first { !$0.isEmpty }
        let plain = String(decoding: body.prefix(2000), as: UTF8.self).trimmed
        self.init(
            status: status,
            message: text ?? (plain.isEmpty ? "the service answered HTTP \(status) without a text" : plain),
            code: document?["code"]?.stringValue ?? document?["status"]?.stringValue,
            requestID: requestID
        )
    }

    /// Reads the first error of a GraphQL answer, which is the one that clients show.
    init?(graphQL answer: JSON, status: Int, requestID: String?) {
        guard let first = answer["errors"]?[0] else { return nil }
        self.init(
            status: status,
            message: first["message"]?.stringValue ?? first.text,
            code: first["extensions"]?["code"]?.stringValue,
            requestID: requestID
        )
    }

    package var description: String {
        let parts = ["HTTP \(status)", code, requestID.map { "request \($0)" }].compactMap { $0 }
        return "\(message) (\(parts.joined(separator: ", ")))"
    }
}

extension String {
    /// The text without white space and line breaks around it.
    var trimmed: String {
        let characters = drop { $0.isWhitespace }
        guard let last = characters.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(characters[...last])
    }
}
