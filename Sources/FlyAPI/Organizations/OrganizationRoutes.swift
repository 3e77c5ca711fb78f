import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/orgs/{org}`: everything of an organization, whatever app it belongs to (reference/machines-rest.md, section 2.8).
enum OrganizationRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.get, "/v1/orgs/{org}/machines") { request, context in
            let query = try OrganizationQuery(request, states: MachineState.allCases.map(\.rawValue))
            let page = try await context.requireWorld().organizations.machines(query.filter(context.path("org")))
            return answer(
                "machines", try page.elements.map { try OrganizationDocument.json(of: $0, isSummary: query.isSummary) },
                id: "last_machine_id", last: page.elements.last.map(place), goesOn: page.goesOn, to: query
            )
        }
        table.serve(.get, "/v1/orgs/{org}/volumes") { request, context in
            let query = try OrganizationQuery(request, states: volumeStates)
            let page = try await context.requireWorld().organizations.volumes(query.filter(context.path("org")))
            return answer(
                "volumes", page.elements.map { OrganizationDocument.json(of: $0, isSummary: query.isSummary) },
                id: "last_volume_id", last: page.elements.last.map(place), goesOn: page.goesOn, to: query
            )
        }
    }

    /// The states a volume may be in (section 4.10).
    private static let volumeStates = [
        "creating", "created", "restoring", "enabling_remote_export", "hydrating", "extending", "scheduling_destroy",
        "pending_destroy", "destroying", "destroyed",
    ]

    private static func place(_ machine: MachineRecord) -> OrganizationFilter.Place {
        OrganizationFilter.Place(updatedAt: machine.updatedAt, id: machine.id.rawValue)
    }

    private static func place(_ volume: VolumeRecord) -> OrganizationFilter.Place {
        OrganizationFilter.Place(updatedAt: volume.updatedAt, id: volume.id.rawValue)
    }

    /// Of an empty page the last time is the one asked after, so that whoever polls with it keeps its place; Go's zero
    /// time where none was (chosen).
    private static func answer(
        _ key: String,
        _ elements: [JSON],
        id: String,
        last: OrganizationFilter.Place?,
        goesOn: Bool,
        to query: OrganizationQuery
    ) -> Response {
        let time = (last ?? query.after)?.updatedAt.rfc3339Milliseconds
        return .json([
            key: .array(elements),
            id: .string(last?.id ?? ""),
            "last_updated_at": .string(time ?? "0001-01-01T00:00:00Z"),
            "next_cursor": .string(goesOn ? last.map(OrganizationQuery.cursor) ?? "" : ""),
        ])
    }
}
