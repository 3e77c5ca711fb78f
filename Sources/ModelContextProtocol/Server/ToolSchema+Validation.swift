import OrderedJSON

extension ToolSchema {
    /// What is wrong with `value`, in the order of the properties; empty when all is well. Unknown members are
    /// ignored, as zod's plain objects do.
    func issues(in value: JSON?) -> [SchemaIssue] {
        Self.issues(in: value, as: .object(properties), at: [])
    }

    private static func issues(in value: JSON?, as type: ValueType, at path: [SchemaIssue.Step]) -> [SchemaIssue] {
        func mismatch(_ expected: String) -> [SchemaIssue] {
            [SchemaIssue(problem: .type(expected: expected, received: value), path: path)]
        }
        switch type {
        case .string: return value?.stringValue == nil ? mismatch("string") : []
        case .number: return value?.doubleValue == nil ? mismatch("number") : []
        case .boolean: return value?.boolValue == nil ? mismatch("boolean") : []
        case .record: return value?.objectValue == nil ? mismatch("record") : []
        case .oneOf(let values):
            if let text = value?.stringValue, values.contains(text) { return [] }
            return [SchemaIssue(problem: .option(of: values), path: path)]
        case .array(let element, let minimum):
            guard let elements = value?.arrayValue else { return mismatch("array") }
            let inside = elements.enumerated().flatMap { index, value in
                issues(in: value, as: element, at: path + [.index(index)])
            }
            guard let minimum, elements.count < minimum else { return inside }
            return inside + [SchemaIssue(problem: .tooFew(minimum: minimum), path: path)]
        case .object(let properties):
            guard let object = value?.objectValue else { return mismatch("object") }
            return properties.flatMap { property -> [SchemaIssue] in
                let value = object[property.name]
                if value == nil, property.presence != .required { return [] }
                return issues(in: value, as: property.type, at: path + [.key(property.name)])
            }
        }
    }
}
