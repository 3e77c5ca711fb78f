import HTTPTypes
import Hummingbird
import MachineRules
import NIOCore
import OrderedJSON
import Simulation

/// The guest of machines whose program this emulator does not know: tells what it was asked, or plays a program by the
/// machine's script.
struct EchoGuest: Guest {
    let machine: GuestMachine
    let world: World
    private let script: EchoScript?

    /// A larger body is refused rather than kept in memory.
    private static let largestBody = 16 * 1024 * 1024

    init(machine: GuestMachine, in world: World) {
        self.machine = machine
        self.world = world
        script = EchoScript(machine.config)
    }

    func admit(_ request: Request) -> Admission {
        Admission { request in
            // Where nothing listens nobody reads a body.
            if let script, script.failure == .refuse, script.applies(to: request.headers) {
                throw GuestRefusal(reason: "nothing listens there")
            }
            let body = try await request.body.collect(upTo: Self.largestBody)
            guard let script, script.applies(to: request.headers) else { return answer(to: request, body: body) }
            return try await play(script, to: request, body: body)
        }
    }

    func disconnect() {}

    private func play(_ script: EchoScript, to request: Request, body: ByteBuffer) async throws -> Response {
        if let delay = script.delay {
            let over = Promise<Void>()
            let timer = world.schedule(at: world.now + delay) { over.keep(()) }
            await over.value(onCancel: ())
            world.cancel(timer)
            try Task.checkCancellation()
        }
        if script.failure == .break { throw ConnectionBroken() }
        var response = answer(to: request, body: body)
        if let text = script.body {
            let bytes = ByteBuffer(string: text)
            response.body = ResponseBody(byteBuffer: request.method == .head ? ByteBuffer() : bytes)
            response.headers[.contentLength] = String(bytes.readableBytes)
        }
        if let status = script.status { response.status = HTTPResponse.Status(code: status) }
        for field in script.headers { response.headers[field.name] = field.value }
        return response
    }

    private func answer(to request: Request, body: ByteBuffer) -> Response {
        var writer = JSONWriter(capacity: 512 + body.readableBytes)
        writer.beginObject()
        writer.key("machine")
        writer.beginObject()
        writer.field("id", machine.id.rawValue)
        writer.field("app", machine.app.rawValue)
        writer.field("region", machine.region.rawValue)
        writer.field("instance_id", machine.instanceID)
        writer.endObject()
        writer.field("method", request.method.rawValue)
        writer.field("path", request.head.path ?? "/")
        writer.key("headers")
        writer.beginObject()
        if let host = request.head.authority { writer.field("host", host) }
        for name in names(in: request.headers) { writer.field(name.canonicalName, request.headers[name] ?? "") }
        writer.endObject()
        writer.field("body", String(decoding: body.readableBytesView, as: UTF8.self))
        writer.endObject()
        let bytes = ByteBuffer(bytes: writer.bytes)
        return Response(
            status: .ok,
            headers: [.contentType: "application/json", .contentLength: String(bytes.readableBytes)],
            body: ResponseBody(byteBuffer: request.method == .head ? ByteBuffer() : bytes)
        )
    }

    /// Each name once, in the order they came; a name given several times has its values joined.
    private func names(in headers: HTTPFields) -> [HTTPField.Name] {
        var seen: Set<String> = []
        return headers.compactMap { seen.insert($0.name.canonicalName).inserted ? $0.name : nil }
    }
}
