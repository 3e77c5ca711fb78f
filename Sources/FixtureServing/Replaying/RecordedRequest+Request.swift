import Fixtures
import HTTPTypes
import Hummingbird
import NIOCore

extension RecordedRequest {
    /// A live request as a recording would hold it.
    /// - Parameters:
    ///   - names: of the headers that count, in lower case; others are left out.
    ///   - body: what was read of it.
    init(_ request: Request, for site: FixtureSite, headers names: Set<String>, body: ByteBuffer?) {
        let fields = names.isEmpty ? [] : request.headers.filter { names.contains($0.name.canonicalName) }
        self.init(
            method: request.method.rawValue, url: site.url,
            headers: HeaderList(fields.map { HeaderList.Field(name: $0.name.rawName, value: $0.value) }),
            body: body.map {
                RecordedBody(Array($0.readableBytesView), mimeType: request.headers[.contentType] ?? "")
            })
    }
}

extension Request {
    /// No body that is matched may be larger.
    private static let largestBody = 16 * 1024 * 1024

    /// Reads the body and keeps it for whoever answers; nil when there is none.
    /// - Throws: `NIOTooManyBytesError` for more than 16 MiB.
    mutating func takeBody() async throws -> ByteBuffer? {
        let isAnnounced = headers[.contentLength].map { $0 != "0" } ?? (headers[.transferEncoding] != nil)
        // A client that has none says nothing of it; one of HTTP/2 need not say anything either way.
        guard isAnnounced || ![.get, .head].contains(method) else { return nil }
        let body = try await collectBody(upTo: Self.largestBody)
        return body.readableBytes == 0 ? nil : body
    }
}
