import HTTPTypes

/// What a route asks of its caller's token.
package enum RouteAccess: Sendable, Hashable {
    /// Nothing, not even a token.
    case open
    /// To read for GET, to write for every other method.
    case byMethod
    /// To read, whatever the method.
    case read
    /// As a control of the emulator; see ``Authorization/strict(_:controlsNeedToken:)``.
    case control

    /// What a route asks unless it says otherwise.
    static func usual(of path: String) -> RouteAccess { isControl(path) ? .control : .byMethod }

    static func isControl(_ path: some StringProtocol) -> Bool { path.hasPrefix("/_windtunnel") }

    func needed(for method: HTTPRequest.Method) -> Caller.Access {
        switch self {
        case .open, .read: .read
        case .byMethod: method == .get || method == .head ? .read : .write
        case .control: .write
        }
    }
}
