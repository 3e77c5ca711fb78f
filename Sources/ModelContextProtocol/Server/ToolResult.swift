package import OrderedJSON

/// What a tool call comes to. A tool that fails is a result too: only a broken protocol is an error.
package struct ToolResult: Sendable, Hashable {
    /// Content blocks as MCP defines them, each with its `type`.
    package let content: [JSON]
    /// For tools that declare an output schema.
    package let structured: JSONObject?
    /// Whether the tool failed.
    package let isError: Bool

    /// A success.
    package init(content: [JSON], structured: JSONObject? = nil) {
        self.content = content
        self.structured = structured
        isError = false
    }

    private init(failure text: String) {
        content = [["type": "text", "text": .string(text)]]
        structured = nil
        isError = true
    }

    /// One text, given twice: as a block, and as `content` of the structured result.
    package static func text(_ text: String) -> ToolResult {
        ToolResult(content: [["type": "text", "text": .string(text)]], structured: ["content": .string(text)])
    }

    /// The tool failed; the text says why.
    package static func failure(_ text: String) -> ToolResult {
        ToolResult(failure: text)
    }

    /// `isError` is sent only when it is true.
    package var json: JSONObject {
        var object: JSONObject = ["content": .array(content)]
        if let structured { object["structuredContent"] = .object(structured) }
        if isError { object["isError"] = true }
        return object
    }
}
