import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON

/// `/v1/platform` (reference/machines-rest.md, section 2.9).
enum PlatformRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.get, "/v1/platform/regions", .partial, note: "capacity is always 1000", access: .open) { _, _ in
            .json(["Regions": .array(Regions.all.map(document)), "Nearest": "iad"])
        }
    }

    private static func document(_ region: RegionFact) -> JSON {
        [
            "code": .string(region.code.rawValue), "name": .string(region.name),
            "latitude": .double(region.latitude), "longitude": .double(region.longitude),
            "gateway_available": .bool(region.gatewayAvailable),
            "requires_paid_plan": .bool(region.requiresPaidPlan), "deprecated": .bool(region.deprecated),
            "geo_region": .string(region.geoRegion.rawValue), "capacity": 1000, "mpg_available": false,
        ]
    }
}
