import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// What is done to volumes (reference/graphql.md, section 3.4): the same as over REST. `lockId` is ignored, as a lock
/// forbids nothing; `remote` and `machinesOnly` say nothing about volumes that are folders.
enum VolumeMutations {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.createVolume"] = { call in
            let input = call.input
            return try await make(
                [
                    "name": input["name"] ?? .null, "region": input["region"] ?? .null,
                    "size_gb": input["sizeGb"] ?? .null, "encrypted": input["encrypted"] ?? .null,
                    "fstype": input["fsType"] ?? .null, "snapshot_id": input["snapshotId"] ?? .null,
                    "require_unique_zone": input["requireUniqueZone"] ?? .null,
                ], call)
        }
        resolvers["Mutations.forkVolume"] = { call in
            let source = try await VolumeResolvers.record(call.input.text("sourceVolId") ?? "", call)
            return try await make(
                [
                    "name": .string(call.input.text("name") ?? source.name),
                    "source_volume_id": .string(source.id.rawValue),
                ], call)
        }
        resolvers["Mutations.extendVolume"] = { call in
            let volume = try await volume(of: call)
            let size = try VolumeRules.wantedSize(["size_gb": call.input["sizeGb"] ?? .null])
            let extended = try await call.world.volumes.extend(volume.id, in: volume.appName, to: size)
            return [
                "app": try await call.app(volume.appName.rawValue).value, "volume": extended.volume.value,
                "needsRestart": .bool(extended.needsRestart), "clientMutationId": call.clientMutationID,
            ]
        }
        resolvers["Mutations.deleteVolume"] = { call in
            let volume = try await volume(of: call)
            _ = try await call.world.volumes.delete(volume.id, in: volume.appName)
            return [
                "app": try await call.app(volume.appName.rawValue).value, "clientMutationId": call.clientMutationID,
            ]
        }
        resolvers["Mutations.updateVolume"] = { call in
            let app = try await call.app(call.input.text("appId") ?? "")
            let volume = try await VolumeResolvers.record(call.input.text("volumeId") ?? "", of: app.name, call)
            let changes = try VolumeRules.changes(["snapshot_retention": call.input["snapshotRetentionDays"] ?? .null])
            _ = try await call.world.volumes.update(
                volume.id, in: volume.appName, snapshotRetention: changes.snapshotRetention, autoBackupEnabled: nil)
            return ["ok": true, "clientMutationId": call.clientMutationID]
        }
        resolvers["Mutations.createVolumeSnapshot"] = { call in
            let volume = try await volume(of: call)
            _ = try await call.world.snapshots.create(of: volume.id, in: volume.appName)
            return ["volume": volume.value, "clientMutationId": call.clientMutationID]
        }
    }

    private static func volume(of call: FlyCall) async throws -> VolumeRecord {
        try await VolumeResolvers.record(call.input.text("volumeId") ?? "", call)
    }

    /// Makes a volume in the input's app.
    /// - Parameter request: the body that the same takes over REST.
    private static func make(_ request: JSON, _ call: FlyCall) async throws -> ResolvedValue {
        let app = try await call.app(call.input.text("appId") ?? "")
        let volume = try await call.world.volumes.create(try VolumeRules.spec(request), in: app.name)
        return ["app": app.value, "volume": volume.value, "clientMutationId": call.clientMutationID]
    }
}
