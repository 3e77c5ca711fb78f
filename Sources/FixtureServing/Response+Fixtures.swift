import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import OrderedJSON

extension Response {
    /// An answer of Windtunnel's own, which neither the service nor a recording gave.
    static func refusal(_ status: HTTPResponse.Status, _ text: String, hint: String) -> Response {
        let document: JSON = ["error": .string("windtunnel: \(text)"), "hint": .string(hint)]
        let bytes = document.utf8
        return Response(
            status: status, headers: [.contentType: "application/json", .contentLength: String(bytes.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Request {
    /// The protocol the client wants to go on with, such as `websocket`; nil for HTTP. An offer of HTTP/2, which some make
    /// with each request, can be passed over.
    var otherProtocol: String? {
        guard let upgrade = headers[.upgrade], upgrade.lowercased() != "h2c" else { return nil }
        return upgrade
    }
}

extension HTTPField.Name {
    fileprivate static let upgrade = HTTPField.Name("Upgrade") ?? .from
}

extension [UInt8] {
    /// Whether this is one JSON object or array and nothing else.
    var isJSONDocument: Bool {
        guard let first = first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            return false
        }
        return (try? JSON(parsing: self)) != nil  // What is no JSON is the other answer.
    }
}
