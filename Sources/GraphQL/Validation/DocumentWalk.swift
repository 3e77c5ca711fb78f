/// The one walk over a document that fills `DocumentUses`. Named fragments are walked once, where they are defined.
struct DocumentWalk {
    private let schema: Schema
    private var uses = DocumentUses()
    private var scope = DocumentUses.Scope(name: "", location: SourceLocation(line: 1, column: 1), path: nil)

    static func uses(of document: ExecutableDocument, in schema: Schema) -> DocumentUses {
        var walk = DocumentWalk(schema: schema)
        for operation in document.operations { walk.visit(operation) }
        for fragment in document.fragments { walk.visit(fragment) }
        return walk.uses
    }

    private init(schema: Schema) {
        self.schema = schema
    }

    private mutating func visit(_ operation: OperationDefinition) {
        let kind = operation.kind.rawValue
        let path = uses.path(operation.name.map { "\(kind) \($0)" } ?? kind, in: nil)
        scope = DocumentUses.Scope(
            name: operation.name ?? "anonymous \(kind)", location: operation.location, path: path)
        let place: DirectiveLocation =
            switch operation.kind {
            case .query: .query
            case .mutation: .mutation
            case .subscription: .subscription
            }
        visit(operation.directives, on: place, path)
        for variable in operation.variables {
            visit(variable.directives, on: .variableDefinition, path)
            guard let literal = variable.defaultValue else { continue }
            let path = uses.path("$\(variable.name)", in: path)
            visit(literal, as: variable.type, hasDefault: false, of: variable.name, path)
        }
        visit(operation.selections, on: schema.rootType(operation.kind).flatMap { schema[$0] }, path)
        uses.operations.append(scope)
    }

    private mutating func visit(_ fragment: FragmentDefinition) {
        let path = uses.path("fragment \(fragment.name)", in: nil)
        scope = DocumentUses.Scope(name: fragment.name, location: fragment.location, path: path)
        uses.conditions.append(
            DocumentUses.TypeCondition(
                name: fragment.typeCondition, parent: nil, location: fragment.location,
                path: path))
        visit(fragment.directives, on: .fragmentDefinition, path)
        visit(fragment.selections, on: schema.composite(fragment.typeCondition), path)
        uses.fragments.append(scope)
    }

    private mutating func visit(_ selections: [Selection], on parent: NamedType?, _ path: PathID) {
        for selection in selections {
            switch selection {
            case .field(let field): visit(field, on: parent, path)
            case .spread(let spread):
                let path = uses.path("... \(spread.name)", in: path)
                scope.spreads.append(spread.name)
                uses.spreads.append(DocumentUses.SpreadUse(spread: spread, parent: parent, path: path))
                visit(spread.directives, on: .fragmentSpread, path)
            case .inline(let fragment): visit(fragment, on: parent, path)
            }
        }
    }

    private mutating func visit(_ field: Field, on parent: NamedType?, _ path: PathID) {
        let path = uses.path(field.responseKey, in: path)
        let definition = parent.flatMap { schema.field(field.name, on: $0) }
        uses.fields.append(
            DocumentUses.FieldUse(field: field, parent: parent, definition: definition, path: path))
        visit(field.arguments, of: .field(field.name), definition?.arguments, field.location, path)
        visit(field.directives, on: .field, path)
        visit(field.selections, on: definition.flatMap { schema.composite($0.type.name) }, path)
    }

    private mutating func visit(_ fragment: InlineFragment, on parent: NamedType?, _ path: PathID) {
        let path = uses.path(fragment.typeCondition.map { "... on \($0)" } ?? "...", in: path)
        visit(fragment.directives, on: .inlineFragment, path)
        guard let condition = fragment.typeCondition else { return visit(fragment.selections, on: parent, path) }
        uses.conditions.append(
            DocumentUses.TypeCondition(
                name: condition, parent: parent, location: fragment.location, path: path))
        visit(fragment.selections, on: schema.composite(condition), path)
    }

    private mutating func visit(_ directives: [AppliedDirective], on place: DirectiveLocation, _ path: PathID) {
        guard !directives.isEmpty else { return }
        uses.directiveLists.append(DocumentUses.DirectiveList(directives: directives, place: place, path: path))
        for directive in directives {
            let definitions = schema.directives[directive.name]?.arguments
            visit(directive.arguments, of: .directive(directive.name), definitions, directive.location, path)
        }
    }

    private mutating func visit(
        _ arguments: [Argument], of owner: ArgumentOwner, _ definitions: DefinitionTable<InputValueDefinition>?,
        _ location: SourceLocation, _ path: PathID
    ) {
        if definitions != nil || !arguments.isEmpty {
            uses.argumentLists.append(
                DocumentUses.ArgumentList(
                    owner: owner, arguments: arguments, definitions: definitions, location: location, path: path))
        }
        for argument in arguments { visit(argument, definitions?[argument.name], path) }
    }

    private mutating func visit(_ argument: Argument, _ definition: InputValueDefinition?, _ path: PathID) {
        let path = uses.path(argument.name, in: path)
        visit(
            argument.value, as: definition?.type, hasDefault: definition?.defaultLiteral != nil, of: argument.name, path
        )
    }

    private mutating func visit(
        _ literal: Literal, as type: TypeReference?, hasDefault: Bool, of argument: String, _ path: PathID
    ) {
        switch literal.kind {
        case .variable(let name):
            scope.variables.append(
                DocumentUses.VariableUse(
                    name: name, expected: type, placeHasDefault: hasDefault, argument: argument,
                    location: literal.location, path: path))
        case .list(let items):
            var itemType: TypeReference?
            if case .list(let item) = type?.nullable { itemType = item }
            for item in items { visit(item, as: itemType, hasDefault: false, of: argument, path) }
        case .object(let members):
            uses.objectLiterals.append(DocumentUses.ObjectLiteral(members: members, path: path))
            var fields: DefinitionTable<InputValueDefinition>?
            if let type, case .input(let input) = schema[type.name] { fields = input.fields }
            for member in members { visit(member, fields?[member.name], path) }
        case .null, .boolean, .int, .float, .string, .enumeration: break
        }
    }
}

extension Schema {
    /// The type when it is one a selection set may stand on.
    func composite(_ name: String) -> NamedType? {
        types[name].flatMap { $0.isComposite ? $0 : nil }
    }
}
