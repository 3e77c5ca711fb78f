import FlyClient

extension TokenOptions {
    /// The token to set at a running emulator: the usual one where it is taken, else that of a login.
    /// - Throws: ``CommandFailure`` where tokens are checked and none is handed out.
    func token(in environment: [String: String], at url: String) async throws -> String? {
        guard let usual = token(in: environment) else { return nil }
        return try await HTTPTransport.withTransport(environment: environment) { transport in
            let client = FlyClient(
                endpoints: FlyEndpoints(emulator: url), token: FlyToken(usual), world: world, transport: transport)
            if try await client.isTokenTaken() { return usual }
            do {
                return try await client.logIn(as: "windtunnel env")
            } catch let error as FlyError {
                throw CommandFailure.refused(
                    "the emulator checks tokens and hands out none: \(error.message); "
                        + "put one of its tokens file into FLY_API_TOKEN and give --keep-token")
            }
        }
    }
}
