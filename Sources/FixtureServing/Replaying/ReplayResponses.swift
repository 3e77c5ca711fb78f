import Fixtures
import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// The answers that Windtunnel gives in a recording's name.
enum ReplayResponses {
    /// 501, with the recorded request that comes nearest.
    static func miss(_ miss: Miss) -> Response {
        var response = json(.notImplemented, miss.json)
        response.headers[.miss] = miss.headerValue
        return response
    }

    /// 500: the recording has an answer that cannot be read.
    static func damaged(_ file: String, _ damage: RecordingDamage) -> Response {
        failure(
            .internalServerError, "\(file): \(damage)",
            hint: "mend the entry or take it out of the file; windtunnel fixture lint reads it whole")
    }

    /// The shape of the controls' errors.
    static func failure(_ status: HTTPResponse.Status, _ error: String, hint: String) -> Response {
        json(status, ["error": .string(error), "hint": .string(hint)])
    }

    private static func json(_ status: HTTPResponse.Status, _ document: JSON) -> Response {
        let bytes = document.utf8
        return Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .contentLength: String(bytes.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension HTTPField.Name {
    fileprivate static let miss = HTTPField.Name("Windtunnel-Miss") ?? .from
}
