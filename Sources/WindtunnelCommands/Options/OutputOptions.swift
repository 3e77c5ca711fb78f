import ArgumentParser

/// How an answer is shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the service's JSON documents; a stable format.")
    var json = false
}
