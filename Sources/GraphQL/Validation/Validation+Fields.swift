/// Specification sections 5.3.1 and 5.3.3: fields exist, and selections end at leaves and only there.
extension Validation {
    mutating func checkFields() {
        for use in uses.fields {
            guard let parent = use.parent else { continue }
            if let definition = use.definition {
                checkSelections(of: use, definition.type.name)
            } else if case .union = parent {
                report(
                    "Selections can't be made directly on unions (see selections on \(parent.name))",
                    "selectionMismatch", at: use.field.location, use.path)
            } else {
                report(
                    "Field '\(use.field.name)' doesn't exist on type '\(parent.name)'", "undefinedField",
                    at: use.field.location, use.path)
            }
        }
    }

    private mutating func checkSelections(of use: DocumentUses.FieldUse, _ typeName: String) {
        guard let type = schema[typeName] else { return }
        let field = use.field
        if type.isLeaf, !field.selections.isEmpty {
            let selections = field.selections.map(Self.quoted).joined(separator: ", ")
            let kind = if case .enumeration = type { "enums" } else { "scalars" }
            report(
                "Selections can't be made on \(kind) (field '\(field.name)' returns \(typeName) but has selections"
                    + " [\(selections)])",
                "selectionMismatch", at: field.location, use.path)
        } else if type.isComposite, field.selections.isEmpty {
            report(
                "Field must have selections (field '\(field.name)' returns \(typeName) but has no selections."
                    + " Did you mean '\(field.name) { ... }'?)",
                "selectionMismatch", at: field.location, use.path)
        }
    }

    private static func quoted(_ selection: Selection) -> String {
        switch selection {
        case .field(let field): "\"\(field.name)\""
        case .spread(let spread): "\"\(spread.name)\""
        case .inline(let fragment): "\"...\(fragment.typeCondition.map { " on \($0)" } ?? "") { ... }\""
        }
    }
}
