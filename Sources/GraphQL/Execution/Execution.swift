import OrderedJSON

/// One operation on its way to its answer (specification sections 6.2 to 6.4).
///
/// Fields are resolved one after the other, queries too: what they ask is in memory or in one database, and the order
/// of effects and errors is then the order of the document. An object of this class stays with one task.
final class Execution<Context: Sendable> {
    private let schema: Schema
    private let planner: Planner<Context>
    private let context: Context
    private let translate: @Sendable (any Error) -> FieldError
    private(set) var errors: [ResponseError] = []
    /// Where in the answer we are; what an error reports as its path.
    private var path: [JSON] = []

    init(planner: Planner<Context>, context: Context, translate: @escaping @Sendable (any Error) -> FieldError) {
        self.planner = planner
        schema = planner.schema
        self.context = context
        self.translate = translate
    }

    /// - Returns: `data`, which is null when a field at the root is null and may not be.
    func run(_ operation: OperationDefinition) async -> JSON {
        guard let root = schema.rootType(operation.kind) else { return .null }
        return await object(planner.plan(operation.selections, on: root), .null) ?? .null
    }

    /// Resolves the fields of one object.
    /// - Returns: nil when one of them is null and may not be: the object then becomes null itself.
    private func object(_ plan: SelectionPlan<Context>, _ parent: ResolvedValue) async -> JSON? {
        var members: [(String, JSON)] = []
        members.reserveCapacity(plan.fields.count)
        for field in plan.fields {
            path.append(.string(field.key))
            let value = await self.value(of: field, on: plan.typeName, parent)
            path.removeLast()
            guard let value else { return nil }
            members.append((field.key, value))
        }
        return .object(JSONObject(members))
    }

    private func value(
        of field: PlannedField<Context>, on typeName: String, _ parent: ResolvedValue
    ) async -> JSON? {
        let resolved: ResolvedValue
        switch field.source {
        case .typename: return .string(typeName)
        case .introspection:
            resolved = Introspection(schema: schema).resolve(field.definition.name, of: parent, field.arguments)
        case .member:
            guard let member = parent.member(field.definition.name) else {
                let error = FieldError(
                    "Field '\(typeName).\(field.definition.name)' is not implemented", code: ErrorCode.notImplemented)
                return failed(error, field)
            }
            resolved = .json(member)
        case .resolver(let resolver):
            guard let arguments = field.arguments else { return failed(field.refusal ?? FieldError(""), field) }
            let call = ResolverCall(
                typeName: typeName, fieldName: field.definition.name, parent: parent, arguments: arguments,
                context: context)
            do {
                resolved = try await resolver(call)
            } catch {
                return failed(error as? FieldError ?? translate(error), field)
            }
        }
        return await complete(resolved, as: field.definition.type, field, on: typeName)
    }

    /// Records the error and gives what stands in the field's place: null, or nil where null may not be.
    private func failed(_ error: FieldError, _ field: PlannedField<Context>) -> JSON? {
        record(error, field)
        return field.definition.type.isNonNull ? nil : .null
    }

    private func record(_ error: FieldError, _ field: PlannedField<Context>) {
        errors.append(ResponseError(error.message, at: [field.location], path: path, code: error.code))
    }

    /// "CompleteValue" of specification section 6.4.3.
    /// - Returns: nil only for a non-null type that came out null; the error is recorded then.
    private func complete(
        _ value: ResolvedValue, as type: TypeReference, _ field: PlannedField<Context>, on typeName: String
    ) async -> JSON? {
        switch type {
        case .nonNull(let inner):
            let errorsBefore = errors.count
            let completed = await complete(value, as: inner, field, on: typeName) ?? .null
            guard completed.isNull else { return completed }
            // Null because something below failed is told already.
            if errors.count == errorsBefore {
                let name = "\(typeName).\(field.definition.name)"
                record(
                    FieldError("Cannot return null for non-nullable field \(name)", code: ErrorCode.internalError),
                    field)
            }
            return nil
        case .list(let item):
            if value.isNull { return .null }
            guard let elements = value.elements else {
                record(
                    FieldError("\(typeName).\(field.definition.name) is no list", code: ErrorCode.internalError), field)
                return .null
            }
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
        case .named:
            if value.isNull { return .null }
            if let type = field.namedType, type.isLeaf { return leaf(value, type, field, on: typeName) }
            return await composite(value, field, on: typeName)
        }
    }

    private func leaf(
        _ value: ResolvedValue, _ type: NamedType, _ field: PlannedField<Context>, on typeName: String
    ) -> JSON {
        if case .json(let json) = value {
            switch type {
            case .scalar(let scalar):
                if let output = scalar.coding.output(json) { return output }
            case .enumeration(let enumeration):
                if case .string(let name) = json, enumeration.values[name] != nil { return json }
            case .object, .interface, .union, .input: break
            }
        }
        let name = "\(typeName).\(field.definition.name)"
        record(FieldError("The value of \(name) is no \(type.name)", code: ErrorCode.internalError), field)
        return .null
    }

    private func composite(
        _ value: ResolvedValue, _ field: PlannedField<Context>, on typeName: String
    ) async -> JSON {
        guard let objectType = objectType(of: value, field) else {
            let name = "\(typeName).\(field.definition.name)"
            let message = "The value of \(name) is no \(field.definition.type.name)"
            record(FieldError(message, code: ErrorCode.internalError), field)
            return .null
        }
        let plan: SelectionPlan<Context>
        if let known = field.plans[objectType] {
            plan = known
        } else {
            plan = planner.plan(field.selections, on: objectType)
            field.plans[objectType] = plan
        }
        return await object(plan, value) ?? .null
    }

    /// Which object type a value is of: what it says itself, else the field's type when that leaves no choice.
    private func objectType(of value: ResolvedValue, _ field: PlannedField<Context>) -> String? {
        let declared = field.definition.type.name
        let said: String?
        switch value {
        case .object(let typeName, _): said = typeName
        case .json(.object(let object)): said = object["__typename"]?.stringValue
        case .json, .list: return nil
        }
        if let said { return schema.isPossible(said, for: declared) ? said : nil }
        if case .object = field.namedType { return declared }
        return nil
    }
}

extension ResolvedValue {
    /// The elements of a list of either kind.
    fileprivate var elements: [ResolvedValue]? {
        switch self {
        case .list(let elements): elements
        case .json(.array(let elements)): elements.map(ResolvedValue.json)
        case .json, .object: nil
        }
    }
}
