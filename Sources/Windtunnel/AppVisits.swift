import FlyAPI
import FlyEdge
import Guests
import HTTPTypes
import Hummingbird
import NIOCore

/// Requests and connections on their way from a listener to an app.
struct AppVisits: Sendable {
    let edge: Edge

    /// Lets the app answer, at the pace of its client.
    func respond(
        to request: Request, for target: EdgeTarget, by door: ExternalPort, _ context: FlyRequestContext
    ) async -> Response {
        // Only bytes of no known protocol come this way inside the emulator.
        guard request.method != .connect else { return Response(status: .methodNotAllowed) }
        let connection = ClientConnection(context.channel)
        if request.waitsToGoOn { connection.sayContinue() }
        let shared = request.isOverHTTP2 ? context.channel.parent.map { ObjectIdentifier($0) } : nil
        let arrival = Arrival(
            clientIP: context.remoteAddress ?? "127.0.0.1", door: door, httpVersion: shared == nil ? "1.1" : "2",
            shared: shared, connection: connection
        )
        let response = await edge.respond(to: request, for: target, arrival) { context.closeConnection() }
        return connection.paced(Self.closing(response, after: request))
    }

    /// Tells the client of an offer to switch protocols, as some make with each request, that the connection ends with
    /// this answer: nothing more is read from it as HTTP, whatever became of the offer.
    static func closing(_ response: Response, after request: Request) -> Response {
        guard request.headers[.upgrade] != nil, response.status != .switchingProtocols else { return response }
        var response = response
        response.headers[.connection] = "close"
        return response
    }

    /// Joins a connection with a machine of the app until either ends it, and closes it where there is none. To the edge
    /// it is a request of the method CONNECT, which counts as load as long as it lasts.
    func connect(_ bytes: TunnelPort, of channel: any Channel, to target: EdgeTarget, at port: Int) async {
        let request = Request(
            head: HTTPRequest(method: .connect, scheme: nil, authority: "\(target.app):\(port)", path: nil),
            body: RequestBody(buffer: ByteBuffer())
        )
        let arrival = Arrival(
            clientIP: channel.remoteAddress?.ipAddress ?? "127.0.0.1", door: ExternalPort(published: port),
            connection: ClientConnection(channel, carrying: bytes)
        )
        let response = await edge.respond(to: request, for: target, arrival)
        if response.status == .ok {
            // What goes wrong is the end of the connection.
            try? await response.body.write(Discarded())
        }
        bytes.cut()
    }
}

/// Takes what nobody reads: a connection without HTTP has no place for it.
private struct Discarded: ResponseBodyWriter {
    func write(_ buffer: ByteBuffer) {}
    func finish(_ trailingHeaders: HTTPFields?) {}
}

extension ExternalPort {
    /// A port of an app's own is what it is: 80 is where `force_https` redirects.
    init(published port: Int) {
        self.init(number: port, isSecure: port != 80)
    }
}

extension Request {
    /// The listener calls every request of HTTP/1.1 one of the scheme `http`; with HTTP/2 the client names it.
    var isOverHTTP2: Bool { head.scheme == "https" }

    /// Whether the client sends the body only when it is told to. It always is: who would refuse the request does so by
    /// its answer.
    var waitsToGoOn: Bool { headers[.expect]?.lowercased() == "100-continue" }
}

extension HTTPField.Name {
    static let upgrade = HTTPField.Name("Upgrade") ?? .from
}
