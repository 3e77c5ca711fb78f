import GraphQL
import OrderedJSON
import Simulation

extension Resolvers<GraphQLContext> {
    /// Sets the resolvers of several fields of one type whose values are of one Swift type.
    mutating func define<Parent: Sendable>(
        _ typeName: String,
        on type: Parent.Type,
        _ fields: [String: @Sendable (Parent, FlyCall) async throws -> ResolvedValue]
    ) {
        for (field, resolver) in fields { set("\(typeName).\(field)", on: type, resolver) }
    }

    /// Sets the resolvers of several fields whose values are in their parent already.
    mutating func defineReadings<Parent: Sendable>(
        _ typeName: String,
        on type: Parent.Type,
        _ fields: [String: @Sendable (Parent, FlyCall) throws -> ResolvedValue]
    ) {
        for (field, reading) in fields { setReading("\(typeName).\(field)", on: type, reading) }
    }
}

extension ResolverCall<GraphQLContext> {
    var world: World { context.world }
    var caller: Caller { context.caller }

    /// A text argument; nil when it is absent, null or empty, which clients mean alike.
    func text(_ name: String) -> String? { arguments.text(name) }

    /// The one argument of most mutations.
    var input: JSONObject { arguments["input"]?.objectValue ?? JSONObject() }

    /// What the payload of a mutation echoes: the input's text, an empty one too, else null.
    var clientMutationID: ResolvedValue { .json(input["clientMutationId"] ?? .null) }
}

extension JSONObject {
    /// The text of a member; nil when it is absent, null or empty.
    func text(_ name: String) -> String? {
        guard let text = self[name]?.stringValue, !text.isEmpty else { return nil }
        return text
    }
}
