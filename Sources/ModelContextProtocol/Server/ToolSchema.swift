package import OrderedJSON

/// The shape of a tool's arguments: rendered as JSON Schema for `tools/list`, and checked before the tool runs.
package struct ToolSchema: Sendable, Hashable {
    /// In the order they are announced and checked.
    package let properties: [Property]

    /// No properties: the tool takes no arguments.
    package init(_ properties: [Property] = []) {
        self.properties = properties
    }

    /// One member of an object.
    package struct Property: Sendable, Hashable {
        /// Its key.
        package let name: String
        /// What it may be.
        package let type: ValueType
        /// What it is for; left out of the schema when nil.
        package let description: String?
        /// Whether it may be missing.
        package let presence: Presence

        /// Required unless told.
        package init(_ name: String, _ type: ValueType, _ presence: Presence = .required, description: String? = nil) {
            self.name = name
            self.type = type
            self.description = description
            self.presence = presence
        }
    }

    /// Whether a member may be missing, and what that means.
    package enum Presence: Sendable, Hashable {
        case required
        case optional
        /// Optional, and the tool acts as if this had been given.
        case `default`(JSON)
    }

    /// The part of JSON Schema that tools here need.
    package indirect enum ValueType: Sendable, Hashable {
        case string
        case number
        case boolean
        case oneOf([String])
        case array(ValueType, minimum: Int? = nil)
        case object([Property])
        /// An object with any members.
        case record
    }
}

extension ToolSchema {
    /// JSON Schema draft-07 with the key order zod 4 writes, which is what TypeScript servers send.
    package var json: JSON {
        var schema: JSONObject = ["$schema": "http://json-schema.org/draft-07/schema#"]
        for member in Self.object(properties) { schema[member.key] = member.value }
        return .object(schema)
    }

    private static func object(_ properties: [Property]) -> JSONObject {
        var object: JSONObject = [
            "type": "object",
            "properties": .object(JSONObject(properties.map { ($0.name, .object(json(of: $0))) })),
        ]
        let required = properties.filter { $0.presence == .required }
        if !required.isEmpty { object["required"] = .array(required.map { .string($0.name) }) }
        return object
    }

    private static func json(of property: Property) -> JSONObject {
        let type = json(of: property.type)
        guard property.presence != .required else {
            var schema = type
            if let description = property.description { schema["description"] = .string(description) }
            return schema
        }
        // Around an optional the outer layer's keywords come first.
        var schema = JSONObject()
        if case .default(let value) = property.presence { schema["default"] = value }
        if let description = property.description { schema["description"] = .string(description) }
        for member in type { schema[member.key] = member.value }
        return schema
    }

    private static func json(of type: ValueType) -> JSONObject {
        switch type {
        case .string: return ["type": "string"]
        case .number: return ["type": "number"]
        case .boolean: return ["type": "boolean"]
        case .oneOf(let values): return ["type": "string", "enum": .array(values.map(JSON.string))]
        case .array(let element, let minimum):
            var schema = JSONObject()
            if let minimum { schema["minItems"] = .int(minimum) }
            schema["type"] = "array"
            schema["items"] = .object(json(of: element))
            return schema
        case .object(let properties): return object(properties)
        case .record: return ["type": "object", "additionalProperties": [:]]
        }
    }
}
