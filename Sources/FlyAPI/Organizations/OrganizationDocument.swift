import MachineRules
import OrderedJSON
import Persistence

/// A machine or a volume as an organization-wide list tells it. Times of change have milliseconds, unlike a machine's
/// own answer, so that polling with `updated_after` neither repeats nor misses anything (chosen).
enum OrganizationDocument {
    private static let configKeys = ["image", "guest", "metadata"]

    /// - Parameter isSummary: leaves the configuration out.
    static func json(of machine: MachineRecord, isSummary: Bool) throws -> JSON {
        var document: JSONObject = [
            "id": .string(machine.id.rawValue), "app_name": .string(machine.appName.rawValue),
            "name": .string(machine.name), "state": .string(machine.state.rawValue),
            "region": .string(machine.region.rawValue), "instance_id": .string(machine.instanceID),
            "version": .string(machine.instanceID), "private_ip": .string(machine.privateIP),
            "created_at": .string(machine.createdAt.rfc3339Milliseconds),
            "updated_at": .string(machine.updatedAt.rfc3339Milliseconds),
        ]
        if !isSummary {
            let config = try JSON(parsing: machine.config)
            var overview = JSONObject()
            for key in configKeys { overview[key] = config[key] }
            document["config"] = .object(overview)
        }
        return .object(document)
    }

    /// What a summary of a volume leaves out: what is measured inside it.
    private static let measured = ["blocks", "block_size", "blocks_free", "blocks_avail", "bytes_used", "bytes_total"]

    static func json(of volume: VolumeRecord, isSummary: Bool) -> JSON {
        var document = VolumeDocument.json(of: volume).objectValue ?? [:]
        document["app_name"] = .string(volume.appName.rawValue)
        document["updated_at"] = .string(volume.updatedAt.rfc3339Milliseconds)
        if isSummary { for key in measured { document[key] = nil } }
        return .object(document)
    }
}
