/// A volume somebody wants, with every default filled in.
package struct VolumeSpec: Sendable, Hashable {
    /// Not unique: several volumes may share it.
    package let name: String
    /// Nil leaves it to the snapshot or the source volume, else to the service.
    package let region: Region?
    /// The size asked for; nil when none was, which for a fork or a restore means the source's.
    package let requestedSizeGB: Int?
    /// Whether it is encrypted at rest.
    package let encrypted: Bool
    /// `ext4` or `raw`.
    package let fstype: String
    /// The snapshot to restore from.
    package let snapshotID: SnapshotID?
    /// The volume to fork from.
    package let sourceVolumeID: VolumeID?
    /// Days a snapshot is kept.
    package let snapshotRetention: Int
    /// Whether snapshots are taken every day.
    package let autoBackupEnabled: Bool
    /// No other volume of the same name in the zone.
    package let requireUniqueZone: Bool
    /// No other volume of the app in the zone.
    package let uniqueZoneAppWide: Bool
    /// A hint which machine the volume is for.
    package let compute: MachineConfig.Guest?

    /// What it is made of.
    package var origin: VolumeOrigin {
        if snapshotID != nil { return .snapshot }
        return sourceVolumeID != nil ? .fork : .blank
    }

    /// The size of a new, empty volume.
    package var sizeGB: Int { requestedSizeGB ?? VolumeRules.defaultSizeGB }
}
