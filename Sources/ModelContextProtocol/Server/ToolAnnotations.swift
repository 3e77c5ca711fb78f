package import OrderedJSON

/// Hints about what a tool does to the world; a hint left out is not sent.
package struct ToolAnnotations: Sendable, Hashable {
    /// Changes nothing.
    package var isReadOnly: Bool?
    /// Once is as good as twice.
    package var isIdempotent: Bool?
    /// May undo what was there.
    package var isDestructive: Bool?
    /// Reaches beyond this server's own things.
    package var isOpenWorld: Bool?

    /// Only the hints given are sent.
    package init(
        isReadOnly: Bool? = nil, isIdempotent: Bool? = nil, isDestructive: Bool? = nil, isOpenWorld: Bool? = nil
    ) {
        self.isReadOnly = isReadOnly
        self.isIdempotent = isIdempotent
        self.isDestructive = isDestructive
        self.isOpenWorld = isOpenWorld
    }

    /// In the order the real server sends them.
    package var json: JSON {
        let hints: [(String, Bool?)] = [
            ("readOnlyHint", isReadOnly), ("idempotentHint", isIdempotent), ("destructiveHint", isDestructive),
            ("openWorldHint", isOpenWorld),
        ]
        return .object(JSONObject(hints.compactMap { name, value in value.map { (name, JSON.bool($0)) } }))
    }
}
