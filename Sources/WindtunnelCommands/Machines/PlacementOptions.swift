import ArgumentParser

/// Where a new machine goes, and under which name.
struct PlacementOptions: ParsableArguments {
    @Option(help: "The region's code (default: the nearest).")
    var region: String?

    @Option(help: "The machine's name (default: the service's choice).")
    var name: String?

    @Flag(help: "Prepare the machine without starting it.")
    var skipLaunch = false
}
