/// A type as a document writes it: a name, wrapped in lists and non-nulls (specification section 2.11).
package indirect enum TypeReference: Sendable, Hashable {
    case named(String)
    case list(TypeReference)
    case nonNull(TypeReference)

    /// The name inside all wrappers.
    package var name: String {
        switch self {
        case .named(let name): name
        case .list(let inner), .nonNull(let inner): inner.name
        }
    }

    package var isNonNull: Bool {
        if case .nonNull = self { true } else { false }
    }

    /// The same type where null is allowed.
    package var nullable: TypeReference {
        if case .nonNull(let inner) = self { inner } else { self }
    }
}

extension TypeReference: CustomStringConvertible {
    /// As the language writes it: `[ID!]!`.
    package var description: String {
        switch self {
        case .named(let name): name
        case .list(let inner): "[\(inner)]"
        case .nonNull(let inner): "\(inner)!"
        }
    }
}
