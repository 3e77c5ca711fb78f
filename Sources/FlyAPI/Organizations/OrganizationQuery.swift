import Hummingbird
import MachineRules
import Persistence

/// The query of an organization-wide list.
///
/// What cannot be read is refused with 400 (the texts are chosen): `invalid_argument: invalid region: <code>`,
/// `invalid_argument: invalid state: <word>`, `invalid_argument: updated_after must be an RFC 3339 timestamp`,
/// `invalid_argument: invalid cursor`, `invalid_argument: limit must be a positive integer`,
/// `invalid_argument: <name> must be a boolean`.
struct OrganizationQuery: Sendable {
    let isSummary: Bool
    /// Behind which place the page begins: the cursor's before `updated_after` (documented).
    let after: OrganizationFilter.Place?
    private let includesDestroyed: Bool
    private let region: Region?
    private let states: [String]
    private let limit: Int

    /// - Parameter states: the words that `state` may list.
    init(_ request: Request, states known: [String]) throws(Refusal) {
        includesDestroyed = try request.truth("include_deleted")
        isSummary = try request.truth("summary")
        region = request.query("region").map(Region.init(rawValue:))
        if let region, Regions.fact(region) == nil { throw Regions.unknown(region.rawValue) }
        states = (request.query("state") ?? "").split(separator: ",").map { $0.filter { $0 != " " }.lowercased() }
        if let unknown = states.first(where: { !known.contains($0) }) {
            throw Refusal(.stateUnknown, ["state": unknown])
        }
        limit = try request.pageSize(default: 1000, most: 1000)
        let cursor = try PageToken.place(in: request, Self.place)
        after = if let cursor { cursor } else { try Self.updatedAfter(request) }
    }

    func filter(_ organization: String) -> OrganizationFilter {
        OrganizationFilter(
            organization: organization, includesDestroyed: includesDestroyed, region: region, states: states,
            after: after, limit: limit
        )
    }

    static func cursor(_ place: OrganizationFilter.Place) -> String {
        PageToken.token("\(place.updatedAt.milliseconds) \(place.id ?? "")")
    }

    private static func place(_ text: String) -> OrganizationFilter.Place? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let time = Int64(parts[0]) else { return nil }
        return OrganizationFilter.Place(updatedAt: Timestamp(milliseconds: time), id: String(parts[1]))
    }

    private static func updatedAfter(_ request: Request) throws(Refusal) -> OrganizationFilter.Place? {
        guard let text = request.query("updated_after") else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw Refusal(.notTimestamp, ["parameter": "updated_after"])
        }
        return OrganizationFilter.Place(updatedAt: time, id: nil)
    }
}
