package import OrderedJSON

/// One tool of a ``ToolServer``: how it is announced and what it does.
package struct Tool: Sendable {
    /// What `tools/call` names.
    package let name: String
    /// For people, in lists.
    package let title: String
    /// For the model that decides whether to use it.
    package let description: String
    /// The arguments it takes.
    package let input: ToolSchema
    /// The JSON Schema of the structured result.
    package let output: JSON
    /// What it does to the world.
    package let annotations: ToolAnnotations
    /// Does the work. What it throws becomes an `isError` result with the error's description as its text.
    package let run: @Sendable (ToolArguments) async throws -> ToolResult

    /// A tool and its work; see the properties.
    package init(
        name: String, title: String, description: String, input: ToolSchema, output: JSON,
        annotations: ToolAnnotations, run: @escaping @Sendable (ToolArguments) async throws -> ToolResult
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.input = input
        self.output = output
        self.annotations = annotations
        self.run = run
    }

    /// The entry in `tools/list`, in the key order of the TypeScript SDK 1.30.
    package var json: JSON {
        [
            "name": .string(name),
            "title": .string(title),
            "description": .string(description),
            "inputSchema": input.json,
            "annotations": annotations.json,
            "execution": ["taskSupport": "forbidden"],
            "outputSchema": output,
        ]
    }

    /// The output schema of a tool whose result is one text: an object with the single string `content`.
    package static let textOutput: JSON = [
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": ["content": ["type": "string"]],
        "required": ["content"],
        "additionalProperties": false,
    ]
}
