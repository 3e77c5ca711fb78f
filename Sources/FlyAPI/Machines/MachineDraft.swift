import MachineRules
import OrderedJSON
import Simulation

/// Reads the body of a machine create or update.
enum MachineDraft {
    /// Unknown fields are ignored, as the service does; `config` is kept whole.
    /// - Parameters:
    ///   - user: who asks.
    ///   - objections: what becomes of broken rules.
    /// - Throws: `Refusal` 400 with the service's text.
    static func read(
        _ document: JSON, by user: String, _ objections: inout Objections
    ) throws(Refusal) -> MachinesService.Draft {
        let body = try FieldReader(document: document, type: "createMachineRequest")
        guard let config = try body.object("config", of: "main.MachineConfig") else {
            throw Refusal.required("config")
        }
        let version = try body.string("current_version") ?? ""
        let ttl = try body.int("lease_ttl") ?? 0
        let region = try body.string("region")
        let isRegion = try objections.hear { () throws(Refusal) in
            _ = try Regions.candidates(expression: region, default: MachinesService.defaultRegion)
            return true
        }
        return MachinesService.Draft(
            name: try body.string("name"),
            region: isRegion == nil ? nil : region,
            config: try MachineConfig(document: .object(config), &objections),
            skipLaunch: try body.bool("skip_launch") ?? false,
            skipServiceRegistration: try body.bool("skip_service_registration") ?? false,
            currentVersion: version.isEmpty ? nil : version,
            leaseTTL: ttl > 0 ? ttl : nil,
            user: user,
            minSecretsVersion: try body.int("min_secrets_version", of: "uint64")
        )
    }
}
