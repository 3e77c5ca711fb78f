/// What a behaviour rests on; stands in every table of behaviours, so that nobody takes a choice for a fact.
package enum Basis: String, Sendable, Hashable, CaseIterable {
    /// Seen in answers of the live service that users published.
    case recorded
    /// Written in the official documentation or the official OpenAPI document.
    case documented
    /// Sent or depended on by the official client's code.
    case clientCode
    /// Unknown; chosen here.
    case chosen
}
