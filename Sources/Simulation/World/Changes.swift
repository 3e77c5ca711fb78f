package import MachineRules

/// What a transaction changed that others keep in memory or wait for; made public after the commit, never before.
package struct Changes: Sendable {
    /// A machine after a change.
    package struct Machine: Sendable {
        package let id: MachineID
        package let app: AppName
        package let name: String
        package let region: Region
        /// The state before, nil for a machine just made.
        package let from: MachineState?
        package let to: MachineState
        package let instanceID: String
        /// The newest event's id and its place in the order of events.
        package let lastEventID: String
        package let lastEventNumber: Int64
    }

    package var machines: [Machine] = []
    /// Apps whose machines, volumes or addresses changed: their cached forms are stale.
    package var apps: Set<AppName> = []
    package var madeApps: Set<AppName> = []
    package var removedApps: Set<AppName> = []
    package var removedMachines: Set<MachineID> = []
    /// The set of an app's machines changed.
    package var memberships: Set<AppName> = []
    /// Machines with processes of their own whose rows changed.
    package var processes: Set<MachineID> = []
    /// What is to be sent to such processes, in this order.
    package var signals: [(machine: MachineID, signal: ProcessSignal)] = []
    /// Files of which no row tells any more.
    package var abandonedFiles: Set<StoredFiles> = []
    /// Which app each host name of a certificate leads to, of the whole world; nil where that did not change.
    package var hostnames: HostnameTable?
    /// The earliest due time given to a step.
    package var earliestDue: Timestamp?

    /// The whole world was replaced: everything kept about it is stale, whatever the other fields say.
    package var isWhole = false

    package init() {}
}
