import HTTPTypes
import Hummingbird
import MachineRules
import NIOCore
import OrderedJSON

/// What an echo answers.
enum EchoAnswer {
    /// Tells what was asked, or what a script says.
    static func response(
        to request: Request, body: ByteBuffer, of machine: GuestMachine, by script: EchoScript? = nil
    ) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        let body = content(of: request, body, machine, script)
        headers[.contentLength] = String(body.length)
        if script?.bodyBytes != nil { headers[.contentType] = "application/octet-stream" }
        for field in script?.headers ?? [] { headers[field.name] = field.value }
        return Response(
            status: HTTPResponse.Status(code: script?.status ?? 200), headers: headers,
            body: request.method == .head ? ResponseBody() : body.body
        )
    }

    /// What is wrong with a script.
    static func explanation(of mistake: EchoScript.Mistake) -> Response {
        Response(
            status: .internalServerError, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "windtunnel: \(mistake)\n"))
        )
    }

    private static func content(
        of request: Request, _ sent: ByteBuffer, _ machine: GuestMachine, _ script: EchoScript?
    ) -> (body: ResponseBody, length: Int) {
        if let count = script?.bodyBytes { return (filler(count), count) }
        let bytes = script?.body.map { ByteBuffer(string: $0) } ?? document(of: request, body: sent, machine)
        return (ResponseBody(byteBuffer: bytes), bytes.readableBytes)
    }

    private static func document(of request: Request, body: ByteBuffer, _ machine: GuestMachine) -> ByteBuffer {
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
        write(request.headers, to: &writer)
        writer.endObject()
        writer.field("body", String(decoding: body.readableBytesView, as: UTF8.self))
        writer.endObject()
        return ByteBuffer(bytes: writer.bytes)
    }

    /// Each name once, in the order they came; a name given several times has its values joined. Few are: what joins
    /// values costs more than the whole answer and is not asked for the others.
    private static func write(_ headers: HTTPFields, to writer: inout JSONWriter) {
        for (index, field) in headers.enumerated() {
            let name = field.name
            guard !headers[..<index].contains(where: { $0.name == name }) else { continue }
            let isAlone = !headers[(index + 1)...].contains { $0.name == name }
            writer.field(name.canonicalName, isAlone ? field.value : headers[name] ?? "")
        }
    }

    private static let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 * 1024)

    /// So many bytes, made while they are read.
    private static func filler(_ count: Int) -> ResponseBody {
        ResponseBody { writer in
            var rest = count
            while rest > 0 {
                let slice = piece.getSlice(at: 0, length: min(rest, piece.readableBytes)) ?? piece
                rest -= slice.readableBytes
                try await writer.write(slice)
            }
            try await writer.finish(nil)
        }
    }
}
