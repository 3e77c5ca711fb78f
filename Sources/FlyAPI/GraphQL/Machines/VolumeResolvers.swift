import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Volumes (reference/graphql.md, section 3.4): the living ones. That `internalId` is the id again is chosen.
enum VolumeResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        VolumeMutations.add(to: &resolvers)
        resolvers["Queries.volume"] = { call in try await volume(call.text("id") ?? "", call) }
        resolvers.define(
            "App", on: AppRecord.self,
            [
                "volume": { app, call in
                    try await volume(call.text("internalId") ?? "", of: app.name, call)
                },
                "volumes": { app, call in
                    let volumes = try await call.world.volumes.list(of: app.name)
                    return Connection.page(volumes.filter { !$0.state.isDeleted }.map(\.value), call)
                },
            ]
        )
        resolvers.defineReadings(
            "Volume", on: VolumeRecord.self,
            [
                "id": { volume, _ in .text(volume.id.rawValue) },
                "internalId": { volume, _ in .text(volume.id.rawValue) },
                "name": { volume, _ in .text(volume.name) },
                "state": { volume, _ in .text(volume.state.rawValue) },
                "status": { volume, _ in .text(volume.state.rawValue) },
                "region": { volume, _ in .text(volume.region.rawValue) },
                "sizeGb": { volume, _ in .int(volume.sizeGB) },
                "encrypted": { volume, _ in .bool(volume.encrypted) },
                "snapshotRetentionDays": { volume, _ in .int(volume.snapshotRetention) },
                "createdAt": { volume, _ in .text(volume.createdAt.rfc3339) },
                "host": { volume, _ in MachineResolvers.host(in: volume.region) },
            ]
        )
        resolvers.define(
            "Volume", on: VolumeRecord.self,
            [
                "usedBytes": { volume, call in .int(await call.world.volumes.bytesUsed(by: volume.id)) },
                "snapshots": { volume, call in
                    let snapshots = try await call.world.snapshots.list(of: volume.id, in: volume.appName)
                    return Connection.page(snapshots.map(\.value), call)
                },
                "app": { volume, call in try await call.app(volume.appName.rawValue).value },
                "attachedMachine": { volume, call in
                    guard let id = volume.attachedMachineID else { return .null }
                    return try await MachineResolvers.machine(id.rawValue, call)
                },
            ]
        )
        resolvers.set("VolumeSnapshot.volume", on: SnapshotRecord.self) { snapshot, call in
            try await volume(snapshot.volumeID.rawValue, call)
        }
        resolvers.defineReadings(
            "VolumeSnapshot", on: SnapshotRecord.self,
            [
                "id": { snapshot, _ in .text(snapshot.id.rawValue) },
                "createdAt": { snapshot, _ in .text((snapshot.finishedAt ?? snapshot.requestedAt).rfc3339) },
                "digest": { snapshot, _ in .text(snapshot.digest) },
                "retentionDays": { snapshot, _ in .int(snapshot.retentionDays) },
                "size": { snapshot, _ in .int(snapshot.size) },
            ]
        )
    }

    /// - Parameter app: where it must be, nil for anywhere.
    static func volume(_ id: String, of app: AppName? = nil, _ call: FlyCall) async throws -> ResolvedValue {
        try await record(id, of: app, call).value
    }

    /// The living volume of an id that the caller may see.
    static func record(_ id: String, of app: AppName? = nil, _ call: FlyCall) async throws -> VolumeRecord {
        let id = VolumeID(rawValue: id)
        let volume = try await call.world.read { database, _ in try VolumeRecord.find(id, in: database) }
        guard let volume, volume.destroyedAt == nil, app == nil || volume.appName == app,
            try await call.sees(volume.appName)
        else {
            throw FieldError.couldNotFind("Volume")
        }
        return volume
    }
}

extension VolumeRecord {
    var value: ResolvedValue { .object(typeName: "Volume", self) }
}

extension SnapshotRecord {
    var value: ResolvedValue { .object(typeName: "VolumeSnapshot", self) }
}
