/// What takes time in the life of volumes and their snapshots; a ``Profile`` knows how much, by these words.
package enum VolumeStep: String, Sendable, Hashable, CaseIterable {
    /// Until a fork or a restore begins.
    case prepare = "volume_prepare"
    case restore = "volume_restore"
    /// Until the source of a fork can be read from another host.
    case export = "volume_export"
    case hydrate = "volume_hydrate"
    case extend = "volume_extend"
    case destroy = "volume_destroy"
    /// Until a snapshot begins.
    case queueSnapshot = "snapshot_queue"
    case takeSnapshot = "snapshot_take"
}
