import OrderedJSON
import Synchronization

/// What one selection set asks of one object type: fields merged, conditions decided, resolvers found. Made once, used
/// for every element of a list and, unless conditions hang on variables, for every execution of its document.
final class SelectionPlan<Context: Sendable>: Sendable {
    let typeName: String
    let fields: [PlannedField<Context>]

    init(typeName: String, fields: [PlannedField<Context>]) {
        self.typeName = typeName
        self.fields = fields
    }
}

/// One key of the answer.
final class PlannedField<Context: Sendable>: Sendable {
    /// Where the value comes from.
    enum Source {
        case typename
        case introspection
        case resolver(Resolvers<Context>.Resolver)
        case reading(Resolvers<Context>.Reading)
        /// The member of the parent that has the field's name.
        case member
    }

    /// What the field is called with.
    enum Arguments {
        case same(JSONObject)
        case refused(FieldError)
        /// They hold variables, and are coerced anew in each execution.
        case written([Argument])
    }

    let key: String
    /// The key as it stands in an error's path.
    let step: JSON
    let definition: FieldDefinition
    let source: Source
    let arguments: Arguments
    let location: SourceLocation
    let namedType: NamedType?
    let isLeaf: Bool
    /// Whether the value is there without waiting and has nothing below it.
    let isImmediate: Bool
    /// The selections of all fields merged under the key.
    let selections: [Selection]
    /// What the selections come to for each object type so far.
    private let plans = Mutex<[String: SelectionPlan<Context>]>([:])

    init(
        key: String, definition: FieldDefinition, source: Source, arguments: Arguments, location: SourceLocation,
        namedType: NamedType?, selections: [Selection]
    ) {
        self.key = key
        step = .string(key)
        self.definition = definition
        self.source = source
        self.arguments = arguments
        self.location = location
        self.namedType = namedType
        self.selections = selections
        isLeaf = namedType?.isLeaf == true
        if case .resolver = source { isImmediate = false } else { isImmediate = isLeaf }
    }

    /// The plan for an object type below this field, made by the first who asks.
    func plan(on typeName: String, by planner: Planner<Context>) -> SelectionPlan<Context> {
        if let known = plans.withLock({ $0[typeName] }) { return known }
        let plan = planner.plan(selections, on: typeName)
        plans.withLock { $0[typeName] = plan }
        return plan
    }
}

/// Makes plans: the "CollectFields" and "CoerceArgumentValues" of specification sections 6.3.2 and 6.4.1.
struct Planner<Context: Sendable> {
    let schema: Schema
    let resolvers: Resolvers<Context>
    let fragments: [String: FragmentDefinition]
    let variables: [String: JSON]

    private struct Group {
        let first: Field
        var selections: [Selection]
    }

    func plan(_ selections: [Selection], on typeName: String) -> SelectionPlan<Context> {
        var places: [String: Int] = [:]
        var groups: [Group] = []
        var visited: Set<String> = []
        collect(selections, on: typeName, &places, &groups, &visited)
        guard let type = schema[typeName] else { return SelectionPlan(typeName: typeName, fields: []) }
        let fields = groups.compactMap { group in
            schema.field(group.first.name, on: type).map { field(group, $0, on: typeName) }
        }
        return SelectionPlan(typeName: typeName, fields: fields)
    }

    private func field(
        _ group: Group, _ definition: FieldDefinition, on typeName: String
    ) -> PlannedField<Context> {
        let source: PlannedField<Context>.Source
        if definition.name == "__typename" {
            source = .typename
        } else if definition.name.hasPrefix("__") || typeName.hasPrefix("__") {
            source = .introspection
        } else {
            source =
                switch resolvers.entry(definition.name, on: typeName) {
                case .waiting(let resolver): .resolver(resolver)
                case .reading(let reading): .reading(reading)
                case nil: .member
                }
        }
        return PlannedField(
            key: group.first.responseKey, definition: definition, source: source,
            arguments: arguments(of: group.first, definition), location: group.first.location,
            namedType: schema[definition.type.name], selections: group.selections)
    }

    private func arguments(of field: Field, _ definition: FieldDefinition) -> PlannedField<Context>.Arguments {
        if definition.arguments.isEmpty { return .same(JSONObject()) }
        if field.arguments.contains(where: \.value.holdsVariables) { return .written(field.arguments) }
        do throws(FieldError) {
            return .same(try coerce(field.arguments, of: definition))
        } catch {
            return .refused(error)
        }
    }

    /// - Throws: which argument's value is refused.
    func coerce(_ arguments: [Argument], of definition: FieldDefinition) throws(FieldError) -> JSONObject {
        var refusal = FieldError("")
        let values = schema.inputCoercion.arguments(arguments, as: definition.arguments, variables) { refused in
            refusal = FieldError(
                "Argument '\(refused.name)' on Field '\(definition.name)' has an invalid value."
                    + " Expected type '\(refused.type)'.",
                code: ErrorCode.invalidArguments)
        }
        guard let values else { throw refusal }
        return values
    }

    private func collect(
        _ selections: [Selection], on typeName: String, _ places: inout [String: Int], _ groups: inout [Group],
        _ visited: inout Set<String>
    ) {
        for selection in selections {
            switch selection {
            case .field(let field):
                guard isIncluded(field.directives) else { continue }
                if let place = places[field.responseKey] {
                    groups[place].selections.append(contentsOf: field.selections)
                } else {
                    places[field.responseKey] = groups.count
                    groups.append(Group(first: field, selections: field.selections))
                }
            case .inline(let fragment):
                guard isIncluded(fragment.directives),
                    fragment.typeCondition.map({ schema.isPossible(typeName, for: $0) }) ?? true
                else { continue }
                collect(fragment.selections, on: typeName, &places, &groups, &visited)
            case .spread(let spread):
                guard isIncluded(spread.directives), visited.insert(spread.name).inserted,
                    let fragment = fragments[spread.name], schema.isPossible(typeName, for: fragment.typeCondition)
                else { continue }
                collect(fragment.selections, on: typeName, &places, &groups, &visited)
            }
        }
    }

    private func isIncluded(_ directives: [AppliedDirective]) -> Bool {
        directives.allSatisfy { directive in
            switch directive.name {
            case "skip": !condition(of: directive)
            case "include": condition(of: directive)
            default: true
            }
        }
    }

    private func condition(of directive: AppliedDirective) -> Bool {
        switch directive.arguments.first(where: { $0.name == "if" })?.value.kind {
        case .boolean(let value): value
        case .variable(let name): variables[name] == .bool(true)
        default: false
        }
    }
}
