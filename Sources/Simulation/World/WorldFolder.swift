import FoundationEssentials
package import MachineRules

/// Where a world keeps files: its database, its snapshots, and a folder per volume.
package struct WorldFolder: Sendable, Hashable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    var database: String { path + "/world.sqlite" }
    private var volumes: String { path + "/volumes" }
    private var snapshots: String { path + "/snapshots" }

    /// The folder of a volume, made on first use with the `lost+found` of a fresh ext4 file system.
    package func volume(_ id: VolumeID) throws -> String {
        let folder = volumes + "/" + id.rawValue
        if !FileManager.default.fileExists(atPath: folder) {
            try FileManager.default.createDirectory(
                atPath: folder + "/lost+found", withIntermediateDirectories: true
            )
        }
        return folder
    }

    /// Deletes a volume's files; nothing when it never had any.
    package func removeVolume(_ id: VolumeID) {
        // A folder that cannot be removed now goes with the world.
        try? FileManager.default.removeItem(atPath: volumes + "/" + id.rawValue)
    }

    func make() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
    }

    func remove() throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    /// Replaces the files of all volumes by those of another folder.
    func replaceVolumes(with other: String) throws {
        let manager = FileManager.default
        if manager.fileExists(atPath: volumes) { try manager.removeItem(atPath: volumes) }
        guard manager.fileExists(atPath: other + "/volumes") else { return }
        try make()
        try manager.copyItem(atPath: other + "/volumes", toPath: volumes)
    }

    func snapshot(_ name: String) -> WorldFolder { WorldFolder(path: snapshots + "/" + name) }

    func snapshotNames() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: snapshots)) ?? []).sorted()
    }
}
