import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON

/// `/v1/platform` (reference/machines-rest.md, section 2.9).
enum PlatformRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(
            .get, "/v1/platform/regions", .partial, note: "a fixed capacity, whatever is placed there; mpg is nowhere",
            access: .open
        ) { request, _ in
            let guest = try GuestQuery.guest { request.query(Substring($0)) }
            return .json([
                "Regions": .array(Regions.all.map { document($0, Capacity.machines(with: guest, in: $0)) }),
                "Nearest": .string(nearest.rawValue),
            ])
        }
        table.serve(
            .post, "/v1/platform/placements", .partial, note: "a fixed capacity, whatever is placed there"
        ) { request, _ in
            let question = try PlacementRequest(try await request.bodyJSON(), nearest: nearest)
            return .json([
                "Regions": .array(
                    Placement.placements(for: question).map {
                        [
                            "Region": .string($0.region.rawValue), "Count": .int($0.count),
                            "Concurrency": .int($0.concurrency),
                        ]
                    })
            ])
        }
    }

    /// Whoever asks is nearest to it (chosen).
    private static let nearest = Region(rawValue: "iad")

    private static func document(_ region: RegionFact, _ capacity: Int) -> JSON {
        [
            "code": .string(region.code.rawValue), "name": .string(region.name),
            "latitude": .double(region.latitude), "longitude": .double(region.longitude),
            "gateway_available": .bool(region.gatewayAvailable),
            "requires_paid_plan": .bool(region.requiresPaidPlan), "deprecated": .bool(region.deprecated),
            "geo_region": .string(region.geoRegion.rawValue), "capacity": .int(capacity), "mpg_available": false,
        ]
    }
}
