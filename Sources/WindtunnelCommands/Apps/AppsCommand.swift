import ArgumentParser

/// `windtunnel apps`
struct AppsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apps", abstract: "Create, list and destroy apps.",
        subcommands: [AppCreate.self, AppList.self, AppShow.self, AppDestroy.self],
        aliases: ["app"]
    )
}
