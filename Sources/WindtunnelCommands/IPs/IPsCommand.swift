import ArgumentParser

/// `windtunnel ips`
struct IPsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ips", abstract: "Allocate, list and release an app's addresses.",
        subcommands: [IPAllocate.self, IPList.self, IPRelease.self]
    )
}
