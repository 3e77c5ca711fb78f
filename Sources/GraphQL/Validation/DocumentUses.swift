/// Everything a document uses, laid out flat and with its types looked up, so that a rule is a loop and no tree walk.
struct DocumentUses {
    /// A field where it is selected; `parent` and `definition` are nil under something that is itself unknown.
    struct FieldUse {
        let field: Field
        let parent: NamedType?
        let definition: FieldDefinition?
        let path: PathID
    }

    /// The arguments of one field or directive; `definitions` is nil when that is unknown.
    struct ArgumentList {
        let owner: ArgumentOwner
        let arguments: [Argument]
        let definitions: DefinitionTable<InputValueDefinition>?
        let location: SourceLocation
        let path: PathID
    }

    /// An object literal, wherever it stands: what is unique in it does not depend on its type.
    struct ObjectLiteral {
        let members: [Argument]
        let path: PathID
    }

    /// The directives on one element.
    struct DirectiveList {
        let directives: [AppliedDirective]
        let place: DirectiveLocation
        let path: PathID
    }

    /// A fragment's type condition: an inline fragment's, with the type around it, or a definition's.
    struct TypeCondition {
        let name: String
        let parent: NamedType?
        let location: SourceLocation
        let path: PathID
    }

    /// A named fragment where it is spread.
    struct SpreadUse {
        let spread: FragmentSpread
        let parent: NamedType?
        let path: PathID
    }

    /// A variable inside an argument; `expected` is nil where any value goes.
    struct VariableUse {
        let name: String
        let expected: TypeReference?
        let placeHasDefault: Bool
        let argument: String
        let location: SourceLocation
        let path: PathID
    }

    /// An operation or fragment: the unit variables and spreads belong to.
    struct Scope {
        let name: String
        let location: SourceLocation
        let path: PathID?
        var variables: [VariableUse] = []
        var spreads: [String] = []
    }

    var fields: [FieldUse] = []
    var argumentLists: [ArgumentList] = []
    var objectLiterals: [ObjectLiteral] = []
    var directiveLists: [DirectiveList] = []
    var conditions: [TypeCondition] = []
    var spreads: [SpreadUse] = []
    /// In the order of the document's operations.
    var operations: [Scope] = []
    /// In the order of the document's fragments.
    var fragments: [Scope] = []
    private var paths: [(parent: PathID?, name: String)] = []
}

/// A place in the tree of the document: an index into a table of parents, so that a path costs nothing until an error
/// needs it.
struct PathID {
    fileprivate let index: Int
}

/// Whose argument it is, in graphql-ruby's words.
enum ArgumentOwner: CustomStringConvertible {
    case field(String)
    case directive(String)
    case inputObject(String)

    /// `Field 'app'`.
    var description: String { "\(kind) '\(name)'" }

    var kind: String {
        switch self {
        case .field: "Field"
        case .directive: "Directive"
        case .inputObject: "InputObject"
        }
    }

    var name: String {
        switch self {
        case .field(let name), .directive(let name), .inputObject(let name): name
        }
    }
}

extension DocumentUses {
    mutating func path(_ name: String, in parent: PathID?) -> PathID {
        paths.append((parent, name))
        return PathID(index: paths.count - 1)
    }

    /// The names from the operation or fragment down to the place.
    func names(of path: PathID) -> [String] {
        var names: [String] = []
        var next: PathID? = path
        while let current = next {
            names.append(paths[current.index].name)
            next = paths[current.index].parent
        }
        return names.reversed()
    }
}
