package import OrderedJSON

/// Hints about what a tool does to the world; a hint left out is not sent.
package struct ToolAnnotations: Sendable, Hashable {
    package var isReadOnly: Bool?
    package var isIdempotent: Bool?
    package var isDestructive: Bool?
    package var isOpenWorld: Bool?

    package init(
        isReadOnly: Bool? = nil, isIdempotent: Bool? = nil, isDestructive: Bool? = nil, isOpenWorld: Bool? = nil
    ) {
        self.isReadOnly = isReadOnly
        self.isIdempotent = isIdempotent
        self.isDestructive = isDestructive
        self.isOpenWorld = isOpenWorld
    }

    package var json: JSON {
        let hints: [(String, Bool?)] = [
            ("readOnlyHint", isReadOnly), ("idempotentHint", isIdempotent), ("destructiveHint", isDestructive),
            ("openWorldHint", isOpenWorld),
        ]
        return .object(JSONObject(hints.compactMap { name, value in value.map { (name, JSON.bool($0)) } }))
    }
}
