import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// A `LimitedAccessToken`, with its text in the one answer that has it.
struct LimitedTokenNode: Sendable {
    let record: LimitedTokenRecord
    /// Nil but when it was just made.
    let text: String?

    var value: ResolvedValue { .object(typeName: "LimitedAccessToken", self) }
}

extension LimitedTokenRecord {
    var value: ResolvedValue { LimitedTokenNode(record: self, text: nil).value }
}

extension ResolverCall<GraphQLContext> {
    /// Whether all that a token opens is the caller's.
    func sees(_ token: LimitedTokenRecord) -> Bool {
        token.appName.map { caller.reaches($0, of: token.orgSlug) } ?? caller.reachesAll(of: token.orgSlug)
    }
}
