import Fixtures
import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

extension Response {
    /// 501, with the recorded request that comes nearest.
    static func miss(_ miss: Miss) -> Response {
        let bytes = miss.json.utf8
        return Response(
            status: .notImplemented,
            headers: [
                .contentType: "application/json", .contentLength: String(bytes.count), .miss: miss.headerValue,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension HTTPField.Name {
    fileprivate static let miss = HTTPField.Name("Windtunnel-Miss") ?? .from
}
