import Fixtures
import Guests
import Hummingbird

/// Lets a recording answer.
final class Replayer: Sendable {
    init(
        _ settings: FixtureSettings, _ mode: ReplayMode, spy: Bool, _ surroundings: FixtureServer.Surroundings
    ) throws(FixtureFailure) {}

    func respond(
        to request: Request, for site: FixtureSite, by connection: ClientConnection,
        emulator: (Request) async throws -> Response
    ) async throws -> Response {
        try await emulator(request)
    }

    /// Why nothing is recorded any more; nil while all is well.
    var stop: String? { nil }

    func end() {}

    func close() async {}
}
