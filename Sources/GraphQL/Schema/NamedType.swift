/// A type of the schema by name (specification section 3.4).
package enum NamedType: Sendable {
    case scalar(ScalarType)
    case object(ObjectType)
    case interface(InterfaceType)
    case union(UnionType)
    case enumeration(EnumType)
    case input(InputObjectType)

    package var name: String {
        switch self {
        case .scalar(let type): type.name
        case .object(let type): type.name
        case .interface(let type): type.name
        case .union(let type): type.name
        case .enumeration(let type): type.name
        case .input(let type): type.name
        }
    }

    /// Scalars and enums: what ends a selection.
    package var isLeaf: Bool {
        switch self {
        case .scalar, .enumeration: true
        case .object, .interface, .union, .input: false
        }
    }

    /// Objects, interfaces and unions: what a selection set may stand on.
    package var isComposite: Bool {
        switch self {
        case .object, .interface, .union: true
        case .scalar, .enumeration, .input: false
        }
    }

    /// What a variable or argument may be.
    package var isInput: Bool {
        switch self {
        case .scalar, .enumeration, .input: true
        case .object, .interface, .union: false
        }
    }

    /// What a field may be.
    package var isOutput: Bool {
        if case .input = self { false } else { true }
    }

    /// The field of an object or interface type, nil for other kinds.
    package func field(_ name: String) -> FieldDefinition? {
        switch self {
        case .object(let type): type.fields[name]
        case .interface(let type): type.fields[name]
        case .scalar, .union, .enumeration, .input: nil
        }
    }

    /// The kind as introspection spells it.
    package var kind: String {
        switch self {
        case .scalar: "SCALAR"
        case .object: "OBJECT"
        case .interface: "INTERFACE"
        case .union: "UNION"
        case .enumeration: "ENUM"
        case .input: "INPUT_OBJECT"
        }
    }
}

/// A scalar type (specification section 3.5).
package struct ScalarType: Sendable {
    package let name: String
    package let description: String?
    package let specifiedBy: String?
    /// How values come in and go out.
    package let coding: ScalarCoding
}

/// An object type (specification section 3.6).
package struct ObjectType: Sendable {
    package let name: String
    package let description: String?
    package let interfaces: [String]
    package let fields: DefinitionTable<FieldDefinition>
}

/// An interface type (specification section 3.7).
package struct InterfaceType: Sendable {
    package let name: String
    package let description: String?
    package let interfaces: [String]
    package let fields: DefinitionTable<FieldDefinition>
}

/// A union type (specification section 3.8).
package struct UnionType: Sendable {
    package let name: String
    package let description: String?
    package let members: [String]
}

/// An enum type (specification section 3.9).
package struct EnumType: Sendable {
    package let name: String
    package let description: String?
    package let values: DefinitionTable<EnumValueDefinition>
}

/// An input object type (specification section 3.10).
package struct InputObjectType: Sendable {
    package let name: String
    package let description: String?
    package let fields: DefinitionTable<InputValueDefinition>
}
