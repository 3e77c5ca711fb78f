/// One line of an app's log, before it gets its number and its time.
package struct LogLine: Sendable, Hashable {
    /// Who speaks; the service calls it the provider of a line.
    package enum Source: String, Sendable, Hashable, CaseIterable {
        /// The machine's own processes.
        case app
        /// Whoever looks after the machine on its host.
        case runner
        /// Fly Proxy.
        case proxy
    }

    package enum Level: String, Sendable, Hashable, CaseIterable {
        case debug, info, warn, error
    }

    package let machine: MachineID
    /// The machine's version at the time.
    package let instanceID: String
    package let region: Region
    package let source: Source
    package let level: Level
    /// Without a line break at its end.
    package let message: String

    package init(
        machine: MachineID,
        instanceID: String,
        region: Region,
        source: Source = .app,
        level: Level = .info,
        message: String
    ) {
        self.machine = machine
        self.instanceID = instanceID
        self.region = region
        self.source = source
        self.level = level
        self.message = message
    }
}
