import OrderedJSON

extension FlyClient {
    /// Whether the service takes this client's token.
    /// - Throws: ``UnreachableError``.
    package func isTokenTaken() async throws -> Bool {
        do {
            try await call(.get, ["v1", "tokens", "current"])
            return true
        } catch let error as FlyError {
            // Whatever else is wrong, it is not the token.
            return error.status != 401
        }
    }

    /// Logs in as the command line tool does, where nobody has to approve it.
    /// - Parameter name: what the login is listed as.
    /// - Returns: the token.
    /// - Throws: ``FlyError``, 404 where somebody has to.
    package func logIn(as name: String) async throws -> String {
        let path = ["api", "v1", "cli_sessions"]
        let session = try await call(
            .post, path, body: ["name": .string(name), "signup": false, "target": "auth"], of: .web)
        let answer = try await call(.get, path + [session["id"]?.stringValue ?? ""], of: .web)
        guard let token = answer["access_token"]?.stringValue, !token.isEmpty else {
            throw FlyError(status: 200, message: "the service handed out no token")
        }
        return token
    }
}
