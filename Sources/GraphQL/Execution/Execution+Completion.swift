import OrderedJSON

/// From what a resolver gave to what the client sees: lists, leaves, objects, and null where it may not be.
extension Execution {
    /// "CompleteValue" of specification section 6.4.3.
    /// - Returns: nil only for a non-null type that came out null; the error is recorded then.
    func complete(
        _ value: ResolvedValue, as type: TypeReference, _ field: PlannedField<Context>, on typeName: String
    ) async -> JSON? {
        if field.isLeaf { return leaf(value, as: type, field, on: typeName) }
        switch type {
        case .nonNull(let inner):
            let errorsBefore = errorCount
            let completed = await complete(value, as: inner, field, on: typeName) ?? .null
            return required(completed, field, on: typeName, errorsBefore)
        case .list(let item):
            guard let elements = elements(of: value, field, on: typeName) else { return .null }
            var completed: [JSON] = []
            completed.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                path.append(.int(index))
                let result = await complete(element, as: item, field, on: typeName)
                path.removeLast()
                guard let result else { return .null }
                completed.append(result)
            }
            return .array(completed)
        case .named: return value.isNull ? .null : await composite(value, field, on: typeName)
        }
    }

    /// The same for scalars and enums and lists of them.
    func leaf(
        _ value: ResolvedValue, as type: TypeReference, _ field: PlannedField<Context>, on typeName: String
    ) -> JSON? {
        switch type {
        case .nonNull(let inner):
            let errorsBefore = errorCount
            let completed = leaf(value, as: inner, field, on: typeName) ?? .null
            return required(completed, field, on: typeName, errorsBefore)
        case .list(let item):
            guard let elements = elements(of: value, field, on: typeName) else { return .null }
            var completed: [JSON] = []
            completed.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                path.append(.int(index))
                let result = leaf(element, as: item, field, on: typeName)
                path.removeLast()
                guard let result else { return .null }
                completed.append(result)
            }
            return .array(completed)
        case .named:
            if value.isNull { return .null }
            if case .json(let json) = value, let output = field.namedType?.output(json) { return output }
            record(misfit(field, on: typeName, "The value of", "is no \(field.definition.type.name)"), field)
            return .null
        }
    }

    /// - Returns: the value, or nil when it is null, with an error unless what made it null is told already.
    private func required(
        _ value: JSON, _ field: PlannedField<Context>, on typeName: String, _ errorsBefore: Int
    ) -> JSON? {
        guard value.isNull else { return value }
        if errorCount == errorsBefore, fieldsLeft >= 0 {
            record(misfit(field, on: typeName, "Cannot return null for non-nullable field", ""), field)
        }
        return nil
    }

    /// - Returns: nil for null, and with an error for what is no list.
    private func elements(
        of value: ResolvedValue, _ field: PlannedField<Context>, on typeName: String
    ) -> [ResolvedValue]? {
        if value.isNull { return nil }
        if let elements = value.elements { return elements }
        record(misfit(field, on: typeName, "The value of", "is no list"), field)
        return nil
    }

    /// An error about a value that does not fit the schema, naming the field between the two texts.
    private func misfit(
        _ field: PlannedField<Context>, on typeName: String, _ before: String, _ after: String
    ) -> FieldError {
        let sentence = "\(before) \(typeName).\(field.definition.name)" + (after.isEmpty ? "" : " \(after)")
        return FieldError(sentence, code: ErrorCode.internalError)
    }

    private func composite(
        _ value: ResolvedValue, _ field: PlannedField<Context>, on typeName: String
    ) async -> JSON {
        guard let objectType = objectType(of: value, field) else {
            record(misfit(field, on: typeName, "The value of", "is no \(field.definition.type.name)"), field)
            return .null
        }
        return await object(field.plan(on: objectType, by: planner), value) ?? .null
    }

    /// Which object type a value is of: what it says itself, else the field's type when that leaves no choice.
    private func objectType(of value: ResolvedValue, _ field: PlannedField<Context>) -> String? {
        guard value.isComposite else { return nil }
        let declared = field.definition.type.name
        if let said = value.typeName { return schema.isPossible(said, for: declared) ? said : nil }
        if case .object = field.namedType { return declared }
        return nil
    }
}

extension NamedType {
    /// A scalar or enum value as the client sees it; nil when it is none of the type.
    fileprivate func output(_ json: JSON) -> JSON? {
        switch self {
        case .scalar(let scalar): return scalar.coding.output(json)
        case .enumeration(let enumeration):
            guard case .string(let name) = json, enumeration.values[name] != nil else { return nil }
            return json
        case .object, .interface, .union, .input: return nil
        }
    }
}
