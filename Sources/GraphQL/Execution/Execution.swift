import OrderedJSON

/// One operation on its way to its answer (specification sections 6.2 to 6.4).
///
/// Fields are resolved one after the other, queries too: what they ask is in memory or in one database, and the order
/// of effects and errors is then the order of the document. An object of this class stays with one task.
final class Execution<Context: Sendable> {
    let schema: Schema
    let planner: Planner<Context>
    private let context: Context
    private let translate: @Sendable (any Error) -> FieldError
    /// Those that are told, as many as the limit allows.
    private(set) var errors: [ResponseError] = []
    /// How many there were.
    private(set) var errorCount = 0
    /// Where in the answer we are; what an error reports as its path.
    var path: [JSON] = []
    /// How many more fields the answer may have; below zero once that was too many.
    var fieldsLeft: Int
    private let errorLimit: Int
    /// The arguments that hold variables, once for every element of a list.
    private var coercedArguments: [ObjectIdentifier: JSONObject] = [:]

    init(
        planner: Planner<Context>, context: Context, limits: Limits,
        translate: @escaping @Sendable (any Error) -> FieldError
    ) {
        self.planner = planner
        fieldsLeft = limits.responseFields
        errorLimit = limits.fieldErrors
        schema = planner.schema
        self.context = context
        self.translate = translate
    }

    /// - Returns: `data`, which is null when a field at the root is null and may not be.
    func run(
        _ operation: OperationDefinition, plan: (_ root: String) -> SelectionPlan<Context>
    ) async -> JSON {
        guard let root = schema.rootType(operation.kind) else { return .null }
        return await object(plan(root), .null) ?? .null
    }

    /// Resolves the fields of one object.
    /// - Returns: nil when one of them is null and may not be: the object then becomes null itself.
    func object(_ plan: SelectionPlan<Context>, _ parent: ResolvedValue) async -> JSON? {
        var members: [(String, JSON)] = []
        members.reserveCapacity(plan.fields.count)
        for field in plan.fields {
            path.append(field.step)
            let value =
                if field.isImmediate {
                    immediateValue(of: field, on: plan.typeName, parent)
                } else {
                    await self.value(of: field, on: plan.typeName, parent)
                }
            path.removeLast()
            guard let value else { return nil }
            members.append((field.key, value))
        }
        return .object(JSONObject(members))
    }

    private func value(
        of field: PlannedField<Context>, on typeName: String, _ parent: ResolvedValue
    ) async -> JSON? {
        guard countsStill(field) else { return nil }
        let resolved: ResolvedValue
        do {
            if case .resolver(let resolver) = field.source {
                resolved = try await resolver(call(of: field, on: typeName, parent))
            } else {
                resolved = try knownValue(of: field, on: typeName, parent)
            }
        } catch {
            return failed(error as? FieldError ?? translate(error), field)
        }
        return await complete(resolved, as: field.definition.type, field, on: typeName)
    }

    /// The same for leaves that are there already, without the price of a suspension: most fields are such.
    private func immediateValue(
        of field: PlannedField<Context>, on typeName: String, _ parent: ResolvedValue
    ) -> JSON? {
        guard countsStill(field) else { return nil }
        let resolved: ResolvedValue
        do {
            resolved = try knownValue(of: field, on: typeName, parent)
        } catch {
            return failed(error as? FieldError ?? translate(error), field)
        }
        return leaf(resolved, as: field.definition.type, field, on: typeName)
    }

    /// What a field has without waiting.
    /// - Throws: NOT_IMPLEMENTED for a member the parent does not have; what the resolver throws.
    private func knownValue(
        of field: PlannedField<Context>, on typeName: String, _ parent: ResolvedValue
    ) throws -> ResolvedValue {
        let name = field.definition.name
        let value: ResolvedValue? =
            switch field.source {
            case .typename: .text(typeName)
            case .introspection:
                Introspection(schema: schema).resolve(name, of: parent, try arguments(of: field))
            case .reading(let reading): try reading(call(of: field, on: typeName, parent))
            case .member, .resolver: parent.member(name)
            }
        if let value { return value }
        throw FieldError("Field '\(typeName).\(name)' is not implemented", code: ErrorCode.notImplemented)
    }

    /// - Throws: why an argument's value is refused.
    private func call(
        of field: PlannedField<Context>, on typeName: String, _ parent: ResolvedValue
    ) throws(FieldError) -> ResolverCall<Context> {
        ResolverCall(
            typeName: typeName, fieldName: field.definition.name, parent: parent, arguments: try arguments(of: field),
            context: context)
    }

    /// - Throws: why an argument's value is refused.
    private func arguments(of field: PlannedField<Context>) throws(FieldError) -> JSONObject {
        switch field.arguments {
        case .same(let values): return values
        case .refused(let error): throw error
        case .written(let written):
            if let known = coercedArguments[ObjectIdentifier(field)] { return known }
            let values = try planner.coerce(written, of: field.definition)
            coercedArguments[ObjectIdentifier(field)] = values
            return values
        }
    }

    /// Counts a field of the answer; past the limit it records that once, and nothing is resolved any more.
    private func countsStill(_ field: PlannedField<Context>) -> Bool {
        guard fieldsLeft == 0 else {
            fieldsLeft -= 1
            return fieldsLeft >= 0
        }
        fieldsLeft = -1
        record(FieldError("The response has too many fields", code: ErrorCode.tooComplex), field)
        return false
    }

    /// Records the error and gives what stands in the field's place: null, or nil where null may not be.
    func failed(_ error: FieldError, _ field: PlannedField<Context>) -> JSON? {
        record(error, field)
        return field.definition.type.isNonNull ? nil : .null
    }

    func record(_ error: FieldError, _ field: PlannedField<Context>) {
        errorCount += 1
        guard errors.count < errorLimit else { return }
        errors.append(ResponseError(error.message, at: [field.location], path: path, code: error.code))
    }
}
