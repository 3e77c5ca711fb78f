import ArgumentParser

/// Which token the clients of an emulator get.
struct TokenOptions: ParsableArguments {
    @Flag(help: "Leave FLY_API_TOKEN and FLY_ACCESS_TOKEN as they are, even where they are real.")
    var keepToken = false

    @Option(help: ArgumentHelp("The world that the token names (default: default).", valueName: "name"))
    var world: String?

    mutating func validate() throws {
        if keepToken, world != nil { throw ValidationError("Give either --keep-token or --world.") }
    }

    /// The same where another service is asked: the caller's own token stays, unless the caller named a world.
    var keepingOwn: TokenOptions {
        var options = self
        options.keepToken = keepToken || world == nil
        return options
    }

    /// The token to set; nil when the caller's own stays.
    /// - Parameter environment: the caller's; a caller that keeps its token but has none gets ours.
    func token(in environment: [String: String]) -> String? {
        if keepToken, let own = environment["FLY_API_TOKEN"] ?? environment["FLY_ACCESS_TOKEN"], !own.isEmpty {
            return nil
        }
        return world.map { "wt_\($0)" } ?? ConnectionOptions.emulatorToken
    }
}
