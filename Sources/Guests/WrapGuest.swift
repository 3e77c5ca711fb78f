package import HTTPTypes
import Hummingbird
import ModelContextProtocol
import NIOCore
import OrderedJSON
import Synchronization

/// `fly mcp wrap` around a built-in tool server (reference/mcp-and-proxy.md, section 1): POST bodies are the child's
/// standard input, every line of its standard output goes to the one attached GET.
final class WrapGuest: Guest {
    private let rules: WrapRequestRules
    /// Nil when the server found none of its folders: the child is dead, wrap runs on.
    private let server: ToolServer?
    private let slot = Mutex(Slot())
    private let input: Input

    private struct Slot {
        var wrap = WrapSlot()
        var listener: AsyncStream<ByteBuffer>.Continuation?
    }

    /// What waits for a slow listener, in lines; the pipe of the real one is 64 KiB.
    private static let bufferedLines = 4096

    init(command: WrapCommand, environment: [String: String], server: ToolServer?) {
        rules = WrapRequestRules(WrapConfiguration(environment: environment, flags: command.flags))
        self.server = server
        input = Input()
    }

    func admit(_ request: Request) -> Admission {
        let decision = rules.decide(
            WrapRequest(
                method: request.method.rawValue, accept: request.headers[.accept],
                authorization: request.headers[.authorization], flyClientIP: request.headers[.flyClientIP]
            )
        )
        switch decision {
        case .refuse(let refusal): return Admission { _ in Self.refuse(refusal) }
        case .page(let text): return Admission { _ in Self.page(text) }
        case .attach: return attach()
        case .deliver:
            // The place in the line is taken now, so that bodies reach the child in the order they came.
            let turn = input.takeTurn()
            let place = Place { [input] in input.end(turn) }
            return Admission { request in
                defer { place.giveBack() }
                return try await self.deliver(request, turn)
            }
        }
    }

    func disconnect() {
        slot.withLock { slot in
            slot.listener?.finish()
            slot = Slot()
        }
    }

    // MARK: - The listener

    private func attach() -> Admission {
        let (lines, continuation) = AsyncStream<ByteBuffer>.makeStream(
            bufferingPolicy: .bufferingNewest(Self.bufferedLines)
        )
        let token: WrapSlot.Token
        do {
            token = try slot.withLock { slot throws(WrapRefusal) in
                let token = try slot.wrap.attach()
                slot.listener = continuation
                return token
            }
        } catch {
            return Admission { _ in Self.refuse(error) }
        }
        let place = Place { self.release(token) }
        return Admission { request in
            Response(
                status: .ok,
                headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
                body: ResponseBody { writer in
                    defer { place.giveBack() }
                    // Ends the stream as soon as the client is gone, which frees the slot.
                    try await request.body.consumeWithInboundCloseHandler { _ in
                        for await line in lines { try await writer.write(line) }
                    } onInboundClosed: {
                        continuation.finish()
                    }
                    try await writer.finish(nil)
                }
            )
        }
    }

    private func release(_ token: WrapSlot.Token) {
        slot.withLock { slot in
            guard slot.wrap.release(token) else { return }
            slot.listener?.finish()
            slot.listener = nil
        }
    }

    private func print(_ line: [UInt8]) {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(line.count + 1)
        buffer.writeBytes(line)
        buffer.writeInteger(UInt8(ascii: "\n"))
        // Without a listener the line is lost, as with the real one.
        slot.withLock { slot in _ = slot.listener?.yield(buffer) }
    }

    // MARK: - The child's input

    private func deliver(_ request: Request, _ turn: Input.Turn) async throws -> Response {
        await input.wait(for: turn)
        guard let server else { return Self.refuse(.cannotWrite("write |1: broken pipe")) }
        var splitter = LineSplitter()
        for try await piece in request.body {
            for line in splitter.append(Array(piece.readableBytesView)) { await feed(line, to: server) }
        }
        if let last = splitter.finishBody() { await feed(last, to: server) }
        return Response(status: .accepted, headers: [.contentLength: "0"])
    }

    private func feed(_ line: [UInt8], to server: ToolServer) async {
        if let reply = await server.reply(toLine: line) { print(reply) }
    }

    // MARK: - Answers

    private static func refuse(_ refusal: WrapRefusal) -> Response {
        let body = ByteBuffer(string: refusal.body)
        return Response(
            status: HTTPResponse.Status(code: refusal.status),
            headers: [
                .contentType: "text/plain; charset=utf-8", .contentLength: String(body.readableBytes),
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(byteBuffer: body)
        )
    }

    private static func page(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain", .contentLength: String(text.utf8.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

/// What an admitted request occupies. It is given back when the request was answered, and also when nobody keeps it any
/// more: the client may be gone before its answer can begin.
private final class Place: Sendable {
    private let free: @Sendable () -> Void

    /// - Parameter free: may be called twice.
    init(_ free: @escaping @Sendable () -> Void) {
        self.free = free
    }

    func giveBack() { free() }

    deinit { free() }
}

extension HTTPField.Name {
    package static let flyClientIP = HTTPField.Name("Fly-Client-IP") ?? .from
}
