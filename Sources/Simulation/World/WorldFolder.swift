import FoundationEssentials
package import MachineRules

/// Where a world keeps files: its database, its snapshots, a folder per volume and one per snapshot of a volume.
package struct WorldFolder: Sendable, Hashable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    var database: String { path + "/world.sqlite" }
    private var snapshots: String { path + "/snapshots" }

    /// The folder of a volume, made on first use with the `lost+found` of a fresh ext4 file system.
    package func volume(_ id: VolumeID) throws -> String {
        let folder = path(of: .volume(id))
        if !FileManager.default.fileExists(atPath: folder) {
            try FileManager.default.createDirectory(
                atPath: folder + "/lost+found", withIntermediateDirectories: true
            )
        }
        return folder
    }

    private var machines: String { path + "/machines" }

    /// Where the process of a machine works that runs on this host: in place of a root file system, which no snapshot
    /// of a world has in it.
    package func machine(_ id: MachineID) -> String { "\(machines)/\(id)" }

    func make() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
    }

    func remove() throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    /// Replaces the files of all volumes and of their snapshots by those of another folder.
    func replaceFiles(with other: WorldFolder?) throws {
        let manager = FileManager.default
        if manager.fileExists(atPath: machines) { try manager.removeItem(atPath: machines) }
        for kind in StoredFiles.folders {
            let (own, others) = (path + "/" + kind, other.map { $0.path + "/" + kind })
            if manager.fileExists(atPath: own) { try manager.removeItem(atPath: own) }
            guard let others, manager.fileExists(atPath: others) else { continue }
            try make()
            try manager.copyItem(atPath: others, toPath: own)
        }
    }

    func snapshot(_ name: String) -> WorldFolder { WorldFolder(path: snapshots + "/" + name) }

    func snapshotNames() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: snapshots)) ?? []).sorted()
    }
}
