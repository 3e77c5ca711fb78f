import HTTPTypes
package import Hummingbird
import MachineRules
import NIOCore
package import Simulation
import Synchronization

extension ClientConnection {
    /// A response whose connection is closed when nothing is written for so long, in the world's time: `idle_timeout` of
    /// a service's `http_options` (reference/mcp-and-proxy.md, section 5.8).
    package func cut(_ response: Response, whenIdleFor limit: Duration, in world: World) -> Response {
        guard response.body.contentLength == nil else { return response }
        let body = response.body
        return Response(
            status: response.status, headers: response.headers,
            body: ResponseBody { [channel] writer in
                let idle = IdleLimit(limit, in: world) { channel.close(promise: nil) }
                try await body.write(TouchingWriter(base: writer, idle: idle))
            }
        )
    }
}

/// Does something once nothing has happened for a while; nothing once it is dropped.
private final class IdleLimit: Sendable {
    private let limit: Duration
    private let world: World
    private let isOver: @Sendable () -> Void
    private let timer = Mutex<UInt64?>(nil)

    init(_ limit: Duration, in world: World, _ isOver: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.world = world
        self.isOver = isOver
        touch()
    }

    /// Something has happened.
    func touch() {
        let isOver = isOver
        let next = world.schedule(at: world.now + limit) { isOver() }
        let last = timer.withLock { timer in
            defer { timer = next }
            return timer
        }
        if let last { world.cancel(last) }
    }

    deinit {
        if let last = timer.withLock({ $0 }) { world.cancel(last) }
    }
}

private struct TouchingWriter: ResponseBodyWriter {
    var base: any ResponseBodyWriter
    let idle: IdleLimit

    mutating func write(_ buffer: ByteBuffer) async throws {
        idle.touch()
        try await base.write(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await base.finish(trailingHeaders)
    }
}
