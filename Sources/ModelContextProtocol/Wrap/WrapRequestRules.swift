/// What wrap looks at in a request. The path is not among it: every path is served alike.
package struct WrapRequest: Sendable, Hashable {
    /// In upper case.
    package let method: String
    /// The header's value, nil where absent; so are the next two.
    package let accept: String?
    /// `Authorization`
    package let authorization: String?
    /// `Fly-Client-IP`, which the proxy adds.
    package let flyClientIP: String?

    /// - Parameter method: in upper case, as on the wire; the others are header values, nil where absent.
    package init(method: String, accept: String? = nil, authorization: String? = nil, flyClientIP: String? = nil) {
        self.method = method
        self.accept = accept
        self.authorization = authorization
        self.flyClientIP = flyClientIP
    }
}

/// What to do with a request.
package enum WrapDecision: Sendable, Hashable {
    case refuse(WrapRefusal)
    /// 200, `text/plain`, exactly this text without a newline; the listener slot stays as it is.
    case page(String)
    /// Take the listener slot (``WrapSlot``) and stream.
    case attach
    /// Pipe the body to the child's standard input and answer 202.
    case deliver
}

/// The order of checks of `fly mcp wrap`: private, bearer or else basic, then the method. So only callers who proved
/// themselves see 405 and 409. Basis: flyctl's source, 0.4.87.
package struct WrapRequestRules: Sendable {
    private let configuration: WrapConfiguration

    /// The rules under one configuration.
    package init(_ configuration: WrapConfiguration) {
        self.configuration = configuration
    }

    /// What to do with a request; touches nothing.
    package func decide(_ request: WrapRequest) -> WrapDecision {
        if let refusal = refusal(of: request) { return .refuse(refusal) }
        switch request.method {
        case "GET": return wantsPage(request.accept) ? .page("MCP Server") : .attach
        case "POST": return .deliver
        default: return .refuse(.methodNotAllowed)
        }
    }

    /// Whether the caller may not come in, whatever it wants.
    package func refusal(of request: WrapRequest) -> WrapRefusal? {
        if configuration.isPrivate, isPublic(request.flyClientIP) { return .forbidden }
        return isAuthorized(request.authorization) ? nil : .unauthorized
    }

    /// No header means the caller did not come through the proxy but over the private network.
    private func isPublic(_ clientIP: String?) -> Bool {
        guard let clientIP, !clientIP.isEmpty else { return false }
        return !clientIP.hasPrefix("fdaa:")
    }

    private func isAuthorized(_ authorization: String?) -> Bool {
        if let token = configuration.bearerToken {
            let scheme = "Bearer "
            guard let authorization, authorization.hasPrefix(scheme) else { return false }
            return authorization.dropFirst(scheme.count).trimmingBlanks.utf8.elementsEqual(token.utf8)
        }
        if let user = configuration.user {
            guard let given = BasicCredentials(authorization: authorization ?? "") else { return false }
            return given.user.elementsEqual(user.utf8) && given.password.elementsEqual(configuration.password.utf8)
        }
        return true
    }

    /// A browser names html and not json; curl's `*/*` is a listener.
    private func wantsPage(_ accept: String?) -> Bool {
        guard let accept else { return false }
        return accept.contains("html") && !accept.contains("json")
    }
}
