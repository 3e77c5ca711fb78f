package import FlyAPI
import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import ModelContextProtocol
import NIOCore
import NIOPosix
package import Simulation

/// The controls over MCP: who has a session, and what it may do.
package struct ControlMCP: Sendable {
    /// Whether the tools that change something are offered.
    package let allowsChanges: Bool
    private let endpoint: StreamableHTTPEndpoint

    /// - Parameters:
    ///   - ids: what sessions are named by, so that no world's randomness is spent on them.
    ///   - wall: the time that idle sessions end by.
    package init(allowsChanges: Bool, ids: RequestIDs, wall: WallClock) {
        self.allowsChanges = allowsChanges
        let clock = SessionClock(
            now: { .milliseconds(wall.now().milliseconds) },
            after: { delay, action in
                _ = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: TimeAmount(delay), action)
            })
        endpoint = StreamableHTTPEndpoint(StreamableSessions(clock: clock) { ids.next().trace })
    }

    func respond(to request: Request, with tools: ControlTools, version: String) async throws -> Response {
        try await endpoint.respond(
            to: request, backend: ToolBackend(tools.server(version: version, allowsChanges: allowsChanges)))
    }

    /// Ends every session and what it holds open.
    package func end() { endpoint.end() }
}
