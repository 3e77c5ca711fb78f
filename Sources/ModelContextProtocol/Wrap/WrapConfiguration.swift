/// Who may talk to a wrap endpoint: its flags with the machine's environment laid over them.
package struct WrapConfiguration: Sendable, Hashable {
    /// Replaces basic authentication when set; never empty.
    package let bearerToken: String?
    /// Turns basic authentication on when set; never empty.
    package let user: String?
    /// Empty when none is set; counts only together with a user.
    package let password: String
    /// Refuses callers that came in over a public address.
    package let isPrivate: Bool

    /// - Parameters:
    ///   - environment: the machine's environment (secrets, then `config.env`). A non-empty `FLY_MCP_BEARER_TOKEN`,
    ///     `FLY_MCP_USER` or `FLY_MCP_PASSWORD` wins over its flag; `FLY_MCP_PRIVATE` counts by being there, even
    ///     empty.
    ///   - flags: what stands on wrap's own command line.
    package init(environment: [String: String], flags: WrapFlags = WrapFlags()) {
        func setting(_ variable: String, or flag: String) -> String? {
            let value = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? flag
            return value.isEmpty ? nil : value
        }
        bearerToken = setting("FLY_MCP_BEARER_TOKEN", or: flags.bearerToken)
        user = setting("FLY_MCP_USER", or: flags.user)
        password = setting("FLY_MCP_PASSWORD", or: flags.password) ?? ""
        isPrivate = flags.isPrivate || environment["FLY_MCP_PRIVATE"] != nil
    }
}
