import ArgumentParser
import FoundationEssentials

/// How to get in where a tool server is behind `fly mcp wrap`, by the names and rules of `fly mcp proxy`.
struct MCPAccess: ParsableArguments {
    @Option(help: ArgumentHelp("Sent as a bearer token to the app; --user does not count then.", valueName: "token"))
    var bearerToken: String?

    @Option(name: [.short, .long], help: ArgumentHelp("Sent by basic authentication to the app.", valueName: "name"))
    var user: String?

    @Option(name: [.short, .long], help: ArgumentHelp("Goes with --user.", valueName: "text"))
    var password: String?

    @Option(help: ArgumentHelp("The machine to talk to, where there are several.", valueName: "id"))
    var instance: String?

    mutating func validate() throws {
        if password != nil, user == nil { throw ValidationError("--password needs --user.") }
    }

    /// The `Authorization` header for the app; nil for none. An empty flag is none, so that a configuration can hold
    /// `--bearer-token "$TOKEN"`.
    var authorization: String? {
        if let bearerToken, !bearerToken.isEmpty { return "Bearer \(bearerToken)" }
        guard let user, !user.isEmpty else { return nil }
        return "Basic " + Data("\(user):\(password ?? "")".utf8).base64EncodedString()
    }
}
