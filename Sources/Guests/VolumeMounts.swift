package import MachineRules
package import ModelContextProtocol
package import Simulation

extension World {
    /// The volumes of a machine, each at its place in the guest and with its folder on this host.
    package func mounts(of config: MachineConfig) throws -> [FilesystemMount] {
        try config.mounts.map { mount in
            FilesystemMount(guestPath: mount.path, hostFolder: try folder.volume(VolumeID(rawValue: mount.volume)))
        }
    }
}
