package import HTTPTypes
package import OrderedJSON

/// What came back.
package struct Answer: Sendable {
    package let code: Int
    package let headers: HTTPFields
    package let bytes: [UInt8]
    /// `HTTP/1.1` or `HTTP/2.0`; empty for an answer that came by no connection.
    package let httpVersion: String

    package init(code: Int, headers: HTTPFields, bytes: [UInt8], httpVersion: String = "") {
        self.code = code
        self.headers = headers
        self.bytes = bytes
        self.httpVersion = httpVersion
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as JSON.
    /// - Throws: `JSONSyntaxError` for a body that is none.
    package var json: JSON { get throws { try JSON(parsing: bytes) } }

    /// The `error` of the service's default error shape, nil when the body is something else.
    package var error: String? {
        // A body that is no JSON has no error text; the test then says so.
        (try? json)?["error"]?.stringValue
    }

    /// A header by its name in any case; nil when absent.
    package func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }

    /// The id that every answer carries.
    package var requestID: String? { header("fly-request-id") }
}
