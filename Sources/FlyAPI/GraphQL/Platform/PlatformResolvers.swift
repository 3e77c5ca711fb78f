import GraphQL
import MachineRules
import OrderedJSON
import Simulation

/// Regions (reference/graphql.md, section 3.5), the same as over REST; the nearest is always the same.
enum PlatformResolvers {
    private static let nearest: Region = "iad"

    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.platform"] = { _ in
            [
                "requestRegion": .text(nearest.rawValue),
                "regions": .list(Regions.all.map(document).map(ResolvedValue.json)),
            ]
        }
        EmptyFields.add(to: &resolvers)
        resolvers["Queries.nearestRegion"] = { _ in .json(region(nearest) ?? .null) }
    }

    /// The region of a code, nil for a code that is none.
    static func region(_ code: Region) -> JSON? { Regions.fact(code).map(document) }

    private static func document(_ region: RegionFact) -> JSON {
        [
            "code": .string(region.code.rawValue), "name": .string(region.name),
            "latitude": .double(region.latitude), "longitude": .double(region.longitude),
            "gatewayAvailable": .bool(region.gatewayAvailable),
            "requiresPaidPlan": .bool(region.requiresPaidPlan), "deprecated": .bool(region.deprecated),
            "processGroup": .null,
        ]
    }
}
