package import Guests
package import HTTPTypes
package import Hummingbird
package import Logging
package import OrderedJSON
package import Simulation

/// Answers requests to the API and to apps in the emulator's place: from the real service while a recording is made,
/// from the recording while one is replayed.
package final class FixtureServer: Sendable {
    /// What a running emulator lends to whoever answers in its place.
    package struct Surroundings: Sendable {
        /// The time of day.
        package let wall: WallClock
        /// The world that a request's headers name.
        package let world: @Sendable (HTTPFields) async throws -> World
        /// The world of a name.
        package let worldNamed: @Sendable (String) async throws -> World
        /// Windtunnel's version, for the head of a new file.
        package let version: String
        /// A file of authorities that are trusted besides those of this computer.
        package let authorities: String?
        package let logger: Logger

        package init(
            wall: WallClock, version: String, authorities: String? = nil, logger: Logger,
            world: @escaping @Sendable (HTTPFields) async throws -> World,
            worldNamed: @escaping @Sendable (String) async throws -> World
        ) {
            self.worldNamed = worldNamed
            self.wall = wall
            self.world = world
            self.version = version
            self.authorities = authorities
            self.logger = logger
        }
    }

    private enum Way: Sendable {
        case record(RecordingProxy)
        case replay(Replayer)
    }

    private let way: Way
    private let file: String

    /// - Throws: ``FixtureFailure`` for a file that cannot be used as it has to be.
    package init(_ settings: FixtureSettings, _ surroundings: Surroundings) throws(FixtureFailure) {
        file = settings.file
        switch settings.purpose {
        case .record: way = .record(try RecordingProxy(settings, surroundings))
        case .replay(let mode, let spy): way = .replay(try Replayer(settings, mode, spy: spy, surroundings))
        }
    }

    /// Answers a request.
    /// - Parameters:
    ///   - site: whom the request is for.
    ///   - connection: the one it came by.
    ///   - emulator: answers the request as if there were no recording.
    package func respond(
        to request: Request, for site: FixtureSite, by connection: ClientConnection,
        emulator: (Request) async throws -> Response
    ) async throws -> Response {
        switch way {
        case .record(let proxy): try await proxy.respond(to: request, for: site, by: connection)
        case .replay(let replayer):
            try await replayer.respond(to: request, for: site, by: connection, emulator: emulator)
        }
    }

    /// What becomes of the recording, as a world sees it.
    package func document(in world: World) -> JSON {
        switch way {
        case .record(let proxy): proxy.document(of: file)
        case .replay(let replayer): replayer.document(in: world)
        }
    }

    /// Changes a replay.
    /// - Throws: for what this start does not allow.
    package func change(_ change: FixtureChange, in world: World) throws(FixtureFailure) {
        switch way {
        case .record: throw FixtureFailure("a recording is made, none is replayed")
        case .replay(let replayer): try replayer.change(change, in: world)
        }
    }

    /// Begins a world's run through a recording anew, with a world that was reset or replaced.
    package func rewind(world name: String) {
        if case .replay(let replayer) = way { replayer.rewind(world: name) }
    }

    /// Why nothing is recorded any more, in one line that names the file and the place; nil while all is well.
    package var stop: String? {
        switch way {
        case .record(let proxy): proxy.stop
        case .replay(let replayer): replayer.stop
        }
    }

    /// Ends what is under way; streams are recorded as far as they came.
    package func end() {
        switch way {
        case .record(let proxy): proxy.end()
        case .replay(let replayer): replayer.end()
        }
    }

    /// Closes the connections to other services and the file.
    package func close() async {
        switch way {
        case .record(let proxy): await proxy.close()
        case .replay(let replayer): await replayer.close()
        }
    }
}
