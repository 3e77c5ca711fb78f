/// An answer of `fly mcp wrap` that turns a request away, with the status and the text of flyctl 0.4.87.
///
/// Sent as Go's `http.Error` does: `Content-Type: text/plain; charset=utf-8`, `X-Content-Type-Options: nosniff`, and
/// ``body``. No `Allow` and no `WWW-Authenticate`.
package struct WrapRefusal: Error, Sendable, Hashable {
    /// The HTTP status.
    package let status: Int
    /// The reason, without its newline.
    package let text: String

    /// The text plus one newline: what goes over the wire.
    package var body: String { text + "\n" }

    /// A public caller of a private server.
    package static let forbidden = WrapRefusal(status: 403, text: "Forbidden")
    /// Missing or wrong credentials.
    package static let unauthorized = WrapRefusal(status: 401, text: "Unauthorized")
    /// Anything but GET and POST.
    package static let methodNotAllowed = WrapRefusal(status: 405, text: "Method not allowed")
    /// The listener slot is taken.
    package static let alreadyConnected = WrapRefusal(status: 409, text: "Another client is already connected")

    /// The child is gone; `reason` is the text of the failed write, such as `write |1: broken pipe`.
    package static func cannotWrite(_ reason: String) -> WrapRefusal {
        WrapRefusal(status: 500, text: "Error writing to program: \(reason)")
    }

    /// The request's body broke off.
    package static func cannotReadBody(_ reason: String) -> WrapRefusal {
        WrapRefusal(status: 400, text: "Error reading request body: \(reason)")
    }
}
