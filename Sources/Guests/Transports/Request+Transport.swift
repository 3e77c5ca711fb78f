import HTTPTypes
package import Hummingbird
package import ModelContextProtocol
import NIOCore

extension TransportRequest {
    /// What a transport looks at in a request.
    package init(_ request: Request) {
        var headers: [String: String] = [:]
        for name in Self.headerNames {
            if let name = HTTPField.Name(name), let value = request.headers[name] {
                headers[name.canonicalName] = value
            }
        }
        self.init(
            method: request.method.rawValue, target: request.head.path ?? "/", authority: request.head.authority,
            headers: headers)
    }
}

extension Request {
    /// The whole body, nil when it is longer.
    func collected(upTo limit: Int) async throws -> [UInt8]? {
        do {
            return Array(try await body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }
}

extension Response {
    /// A transport's answer. Its events are written as they come, until they end or the client has left.
    package init(_ answer: TransportAnswer, to request: Request) {
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers[name] = header.value }
        }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .bytes(let bytes):
            headers[.contentLength] = String(bytes.count)
            let isHead = request.method == .head
            self.init(
                status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: isHead ? [] : bytes))
            )
        case .events(let reader):
            let body = request.body
            self.init(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    try await body.consumeWithInboundCloseHandler { _ in
                        defer { reader.leave() }
                        while let event = await reader.next() { try await writer.write(ByteBuffer(bytes: event)) }
                    } onInboundClosed: {
                        reader.leave()
                    }
                    try await writer.finish(nil)
                })
        }
    }
}
