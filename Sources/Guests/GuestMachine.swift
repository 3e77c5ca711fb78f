package import MachineRules

/// What a guest knows of its machine.
package struct GuestMachine: Sendable {
    package let id: MachineID
    package let app: AppName
    package let region: Region
    package let instanceID: String
    /// Tells one process from the next: counts cold boots.
    package let boots: Int
    package let config: MachineConfig
    /// The app's secrets, which are part of a process's environment.
    package let secrets: [String: String]

    package init(
        id: MachineID,
        app: AppName,
        region: Region,
        instanceID: String,
        boots: Int,
        config: MachineConfig,
        secrets: [String: String] = [:]
    ) {
        self.id = id
        self.app = app
        self.region = region
        self.instanceID = instanceID
        self.boots = boots
        self.config = config
        self.secrets = secrets
    }
}
