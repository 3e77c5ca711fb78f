import HTTPTypes
package import Hummingbird
import NIOCore

extension ClientConnection {
    /// A response whose body is taken from its guest no faster than the client reads: what is ahead of the client is
    /// ``PacedWriter/window`` bytes and the buffers of the connection, however quick the guest is.
    package func paced(_ response: Response) -> Response {
        guard response.body.contentLength == nil else { return response }
        let body = response.body
        return Response(
            status: response.status, headers: response.headers,
            body: ResponseBody { writer in try await body.write(PacedWriter(writer, to: self)) }
        )
    }
}

/// Lets the connection catch up after every window's worth of bytes.
struct PacedWriter: ResponseBodyWriter {
    static let window = 64 * 1024

    private var base: any ResponseBodyWriter
    let connection: ClientConnection
    private var ahead = 0

    init(_ base: any ResponseBodyWriter, to connection: ClientConnection) {
        self.base = base
        self.connection = connection
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        try await base.write(buffer)
        ahead += buffer.readableBytes
        guard ahead >= Self.window else { return }
        ahead = 0
        try await connection.catchUp()
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await base.finish(trailingHeaders)
    }
}
