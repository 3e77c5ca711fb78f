import Fixtures
import Guests
import Hummingbird

/// Passes requests on to the real service, and writes what went over the wire into a recording.
final class RecordingProxy: Sendable {
    /// What the file held before.
    let document: HARDocument?

    /// - Parameter isFresh: whether what the file held before is thrown away.
    /// - Throws: ``FixtureFailure`` for settings without an upstream, and for a file that cannot be added to.
    init(
        _ settings: FixtureSettings, _ surroundings: FixtureServer.Surroundings, isFresh: Bool = false
    ) throws(FixtureFailure) {
        document = nil
    }

    /// Lets the real service answer.
    func respond(
        to request: Request, for site: FixtureSite, by connection: ClientConnection
    ) async throws -> Response {
        Response(status: .notImplemented)
    }

    /// Why nothing is recorded any more; nil while all is well.
    var stop: String? { nil }

    /// Ends the exchanges under way; what came of their answers is recorded.
    func end() {}

    /// Closes the connections to the real service.
    func close() async {}
}
