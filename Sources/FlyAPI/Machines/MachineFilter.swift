import Hummingbird
import MachineRules
import OrderedJSON
import Persistence

/// The query of a machine list (reference/machines-rest.md, section 2.4).
struct MachineFilter: Sendable {
    let includesDestroyed: Bool
    let includesLeases: Bool
    let isSummary: Bool
    private let region: String?
    private let states: Set<String>
    private let metadata: [(key: String, value: String)]

    /// Nil when nothing is asked but the plain list.
    init?(_ request: Request) throws {
        let query = request.uri.queryParameters
        guard !query.isEmpty else { return nil }
        includesDestroyed = request.flag("include_deleted")
        includesLeases = request.flag("include_leases")
        isSummary = request.flag("summary")
        region = request.query("region")
        states = Set(
            query.getAll("state").flatMap { $0.split(separator: ",") }.map { word in
                word.trimmingPrefix { $0 == " " }.lowercased()
            }
        )
        metadata = query.compactMap { key, value in
            guard key.hasPrefix("metadata.") else { return nil }
            return (String(key.dropFirst("metadata.".count)), String(value))
        }
    }

    @Sendable func accepts(_ machine: MachineRecord) throws -> Bool {
        if let region, region != machine.region.rawValue { return false }
        if !states.isEmpty, !states.contains(machine.state.rawValue) { return false }
        guard !metadata.isEmpty else { return true }
        let document = MachineConfig(stored: try JSON(parsing: machine.config)).metadata
        return metadata.allSatisfy { document[$0.key]?.stringValue == $0.value }
    }
}
