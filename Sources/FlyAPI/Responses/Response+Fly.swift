package import HTTPTypes
package import Hummingbird
import MachineRules
import NIOCore
package import OrderedJSON

extension Response {
    private static let jsonType = "application/json; charset=utf-8"

    /// A JSON answer from bytes that are JSON already.
    package static func json(status: HTTPResponse.Status = .ok, bytes: [UInt8]) -> Response {
        Response(
            status: status,
            headers: [.contentType: jsonType, .contentLength: String(bytes.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    package static func json(status: HTTPResponse.Status = .ok, _ document: JSON) -> Response {
        json(status: status, bytes: document.utf8)
    }

    /// The service's default error shape.
    package static func json(status: HTTPResponse.Status, error: String) -> Response {
        json(status: status, ["error": .string(error)])
    }

    /// `{"ok":true}`, which most actions answer.
    static let ok = Response.json(["ok": true])

    package static func text(status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .contentLength: String(text.utf8.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// The answer with what a strict emulator would have refused in its `Windtunnel-Warning` header.
    func warning(of objections: Objections) -> Response {
        guard !objections.noted.isEmpty else { return self }
        var response = self
        let text = objections.noted.joined(separator: "; ").unicodeScalars.map { scalar in
            (" "..."~").contains(scalar) ? Character(scalar) : "?"
        }
        response.headers[.windtunnelWarning] = String(text)
        return response
    }

    static func empty(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.contentLength: "0"])
    }
}

extension HTTPField.Name {
    static let windtunnelWarning = HTTPField.Name("Windtunnel-Warning") ?? .from
}
