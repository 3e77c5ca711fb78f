/// Specification section 5.3.2: fields that end up under one key of the answer must be one field.
extension Validation {
    mutating func checkOverlappingFields() {
        var merging = FieldMerging(schema: schema, document: document, stepsLeft: limits.validationSteps)
        for (operation, scope) in zip(document.operations, uses.operations) {
            let root = schema.rootType(operation.kind)
            merging.check([FieldMerging.Set(selections: operation.selections, parent: root)])
            if merging.stepsLeft <= 0 { return reportTooComplex(scope) }
        }
        for conflict in merging.conflicts {
            report(conflict.message, "fieldConflict", at: conflict.locations, nil)
        }
    }
}

/// Finds fields that cannot be merged. Instead of comparing every pair it groups what must be equal and compares with
/// the first of the group, so a thousand equal fields cost a thousand steps; a budget of steps ends what is hostile.
private struct FieldMerging {
    /// A selection set and the type it stands on.
    struct Set {
        let selections: [Selection]
        let parent: String?
    }

    struct Entry {
        let field: Field
        let parent: String?
        let type: TypeReference?

        var set: Set { Set(selections: field.selections, parent: type?.name) }
    }

    struct Conflict {
        let message: String
        let locations: [SourceLocation]
    }

    let schema: Schema
    let fragments: [String: FragmentDefinition]
    private(set) var stepsLeft: Int
    private(set) var conflicts: [Conflict] = []
    private var reported: Swift.Set<[SourceLocation]> = []

    init(schema: Schema, document: ExecutableDocument, stepsLeft: Int) {
        self.schema = schema
        self.stepsLeft = stepsLeft
        fragments = Dictionary(document.fragments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func check(_ sets: [Set]) {
        checkMeaning(sets)
        checkShapes(sets)
    }

    /// Fields with one key must have types of one shape even when no object has both of them.
    private mutating func checkShapes(_ sets: [Set]) {
        guard stepsLeft > 0 else { return }
        for group in groups(in: sets) {
            if let other = group.first(where: { !haveOneShape(group[0].type, $0.type) }),
                let type = group[0].type, let otherType = other.type
            {
                let key = group[0].field.responseKey
                conflict("Field '\(key)' has a return_type conflict: `\(type)` or `\(otherType)`?", group[0], other)
            } else {
                let inner = group.filter { !$0.field.selections.isEmpty }.map(\.set)
                if !inner.isEmpty { checkShapes(inner) }
            }
        }
    }

    /// Fields with one key that may belong to one object must be the same field with the same arguments.
    private mutating func checkMeaning(_ sets: [Set]) {
        guard stepsLeft > 0 else { return }
        for group in groups(in: sets) {
            for siblings in byObject(group) {
                if let other = siblings.first(where: { $0.field.name != siblings[0].field.name }) {
                    let names = "\(siblings[0].field.name) or \(other.field.name)"
                    conflict("Field '\(other.field.responseKey)' has a field conflict: \(names)?", siblings[0], other)
                    continue
                }
                if checkArguments(siblings) { continue }
                let inner = siblings.filter { !$0.field.selections.isEmpty }.map(\.set)
                if !inner.isEmpty { checkMeaning(inner) }
            }
        }
    }

    /// - Returns: whether two of the fields conflict.
    private mutating func checkArguments(_ siblings: [Entry]) -> Bool {
        guard siblings.count > 1, siblings.contains(where: { !$0.field.arguments.isEmpty }) else { return false }
        let arguments = Self.arguments(of: siblings[0].field)
        for other in siblings.dropFirst() {
            let otherArguments = Self.arguments(of: other.field)
            // Large arguments are work too.
            stepsLeft -= otherArguments.utf8.count / 64
            guard arguments != otherArguments else { continue }
            let texts = "\(arguments) or \(otherArguments)"
            conflict("Field '\(other.field.name)' has an argument conflict: \(texts)?", siblings[0], other)
            return true
        }
        return false
    }

    /// Splits fields by the object type they belong to; fields of interfaces may belong to any, so each part has them.
    private func byObject(_ group: [Entry]) -> [[Entry]] {
        guard group.count > 1 else { return [group] }
        var shared: [Entry] = []
        var objects: [String: [Entry]] = [:]
        for entry in group {
            if let parent = entry.parent, case .object = schema[parent] {
                objects[parent, default: []].append(entry)
            } else {
                shared.append(entry)
            }
        }
        if objects.isEmpty { return [shared] }
        return objects.sorted { $0.key < $1.key }.map { shared + $0.value }
    }

    /// All fields of the sets by response key, named fragments in their place, in order of appearance.
    private mutating func groups(in sets: [Set]) -> [[Entry]] {
        var places: [String: Int] = [:]
        var groups: [[Entry]] = []
        var visited: Swift.Set<String> = []
        for set in sets { collect(set, &places, &groups, &visited) }
        return groups
    }

    private mutating func collect(
        _ set: Set, _ places: inout [String: Int], _ groups: inout [[Entry]], _ visited: inout Swift.Set<String>
    ) {
        for selection in set.selections {
            stepsLeft -= 1
            guard stepsLeft > 0 else { return }
            switch selection {
            case .field(let field):
                let parent = set.parent.flatMap { schema[$0] }
                let type = parent.flatMap { schema.field(field.name, on: $0) }?.type
                let entry = Entry(field: field, parent: set.parent, type: type)
                if let place = places[field.responseKey] {
                    groups[place].append(entry)
                } else {
                    places[field.responseKey] = groups.count
                    groups.append([entry])
                }
            case .inline(let fragment):
                let inner = Set(selections: fragment.selections, parent: fragment.typeCondition ?? set.parent)
                collect(inner, &places, &groups, &visited)
            case .spread(let spread):
                guard visited.insert(spread.name).inserted, let fragment = fragments[spread.name] else { continue }
                let inner = Set(selections: fragment.selections, parent: fragment.typeCondition)
                collect(inner, &places, &groups, &visited)
            }
        }
    }

    private func haveOneShape(_ one: TypeReference?, _ other: TypeReference?) -> Bool {
        // A field that does not exist is reported as such.
        guard let one, let other else { return true }
        switch (one, other) {
        case (.nonNull(let inner), .nonNull(let otherInner)), (.list(let inner), .list(let otherInner)):
            return haveOneShape(inner, otherInner)
        case (.named(let name), .named(let otherName)):
            guard name != otherName, let type = schema[name], let otherType = schema[otherName] else { return true }
            return !type.isLeaf && !otherType.isLeaf
        default: return false
        }
    }

    /// Two fields conflict once, even where they differ in more than one way.
    private mutating func conflict(_ message: String, _ one: Entry, _ other: Entry) {
        let conflict = Conflict(message: message, locations: [one.field.location, other.field.location])
        if reported.insert(conflict.locations).inserted { conflicts.append(conflict) }
    }

    /// The arguments as graphql-ruby shows them in a conflict, in an order that does not depend on the document.
    private static func arguments(of field: Field) -> String {
        let sorted = field.arguments.sorted { $0.name < $1.name }
        return "{" + sorted.map { "\($0.name):\(Literal.quoted($0.value.canonicalText))" }.joined(separator: ", ") + "}"
    }
}
