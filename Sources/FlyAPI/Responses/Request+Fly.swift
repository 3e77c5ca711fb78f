package import Hummingbird
import MachineRules
import NIOCore
package import OrderedJSON

extension Request {
    /// No body may be larger; the real service's limit is not known (chosen).
    package static let largestBody = 16 * 1024 * 1024

    /// The body's bytes.
    /// - Throws: `NIOTooManyBytesError` for more than ``largestBody``, which becomes 413.
    package func bodyBytes() async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap(Int.init), length > Self.largestBody {
            throw NIOTooManyBytesError(maxBytes: Self.largestBody)
        }
        let buffer = try await body.collect(upTo: Self.largestBody)
        return Array(buffer.readableBytesView)
    }

    /// The body as JSON; like Go's stream decoder it takes the first value and leaves what follows it.
    /// - Throws: `JSONSyntaxError`, whose text is the service's: `EOF` for no body at all.
    package func bodyJSON() async throws -> JSON {
        try await JSON.parsePrefix(of: bodyBytes()).0
    }

    /// The body as JSON where one may be left out.
    func optionalBodyJSON() async throws -> JSON? {
        do {
            return try await bodyJSON()
        } catch JSONSyntaxError.empty {
            return nil
        }
    }

    /// A query parameter that is `true` or `false`; Go also takes `1`, `t` and `T`.
    func flag(_ name: Substring) -> Bool {
        switch uri.queryParameters[name] {
        case "1", "t", "T", "true", "TRUE", "True": true
        default: false
        }
    }

    func query(_ name: Substring) -> String? {
        guard let value = uri.queryParameters[name], !value.isEmpty else { return nil }
        return String(value)
    }

    /// The nonce of the lease the caller holds.
    var leaseNonce: String? {
        headers[.leaseNonce].flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension FieldReader {
    /// A text where the empty one means the same as none.
    func nonEmpty(_ key: String) throws(Refusal) -> String? {
        guard let text = try string(key), !text.isEmpty else { return nil }
        return text
    }
}
