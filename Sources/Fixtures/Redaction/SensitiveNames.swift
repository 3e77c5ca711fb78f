/// Which fields, parameters and variables hold secrets by their very name.
enum SensitiveNames {
    /// What surrounds a value that its own name does not say: where the request went.
    struct Context: Hashable {
        /// `…/secrets…` and `…/secretkeys…`, or GraphQL about secrets.
        var isAboutSecrets = false
        /// `…/tokens/…`
        var isAboutTokens = false
        /// `…/cli_sessions…` and `…/sessions`
        var isAboutSessions = false

        init() {}

        init(path: String) {
            let segments = path.split { $0 == "/" || $0 == "?" }
            isAboutSecrets = segments.contains { $0 == "secrets" || $0 == "secretkeys" }
            isAboutTokens = segments.contains("tokens")
            isAboutSessions = segments.contains { $0 == "cli_sessions" || $0 == "sessions" }
        }
    }

    private static let kinds: [String: SecretKind] = [
        "token": .token, "accesstoken": .token, "apitoken": .token, "refreshtoken": .token, "idtoken": .token,
        "authtoken": .token, "bearertoken": .token, "tokenheader": .token, "permissiontoken": .token,
        "macaroon": .token,
        "authorization": .token, "discharge": .token, "password": .password, "passwd": .password,
        "passphrase": .password,
        "otp": .password, "secret": .secret, "clientsecret": .secret, "privatekey": .secret, "apikey": .secret,
        "secretkey": .secret, "accesskey": .secret, "encryptionkey": .secret, "signingkey": .secret, "auth": .secret,
        "identitytoken": .secret, "registrytoken": .secret, "plaintext": .secret, "codeverifier": .secret,
        "secretaccesskey": .secret, "accesskeyid": .secret, "connectionstring": .secret, "nonce": .nonce,
        "leasenonce": .nonce, "flymachineleasenonce": .nonce, "sessionid": .session, "mcpsessionid": .session,
    ]

    /// Ends of lower-case names that say the same: `stripe_secret_key`, `webhook_token`.
    private static let endings: [(String, SecretKind)] = [
        ("_token", .token), ("_password", .password), ("_secret", .secret), ("_secret_key", .secret),
        ("_api_key", .secret),
        ("_private_key", .secret), ("_access_key", .secret),
    ]

    private static let harmless: Set<String> = [
        "next_token", "page_token", "continuation_token", "sync_token", "progress_token", "progresstoken", "nexttoken",
    ]

    /// The kind of secret a value is because of the keys around it; nil when they say nothing.
    static func kind(of path: [JSONStep], _ context: Context) -> SecretKind? {
        guard let name = path.lastKey else { return nil }
        let keys = path.compactMap { if case .key(let key) = $0 { flat(key) } else { nil } }
        if keys.dropLast().contains("nonce") { return .token }
        if context.isAboutSecrets {
            if keys.dropLast().contains("values") { return .secret }
            if keys.last == "value" { return .secret }
        }
        if keys.last == "value", keys.dropLast().contains("secrets") { return .secret }
        if context.isAboutTokens, keys.last == "header" { return .token }
        if context.isAboutSessions, keys.last == "id" || keys.last == "code" { return .session }
        return kind(of: name)
    }

    /// The kind of secret a name alone promises.
    static func kind(of name: String) -> SecretKind? {
        if harmless.contains(name.asciiLowercased) { return nil }
        if let kind = kinds[flat(name)] { return kind }
        let lower = name.asciiLowercased
        if let ending = endings.first(where: { lower.hasSuffix($0.0) }) { return ending.1 }
        return isVariable(name) ? .secret : nil
    }

    private static let words: Set<Substring> = [
        "TOKEN", "TOKENS", "SECRET", "SECRETS", "PASSWORD", "PASSWD", "CREDENTIALS", "CREDENTIAL", "DSN",
    ]

    /// Whether the name of an environment variable promises a secret.
    static func isVariable(_ name: String) -> Bool {
        guard name.utf8.allSatisfy({ $0.isASCIIUppercase || $0.isASCIIDigit || $0 == UInt8(ascii: "_") }) else {
            return false
        }
        let parts = name.split(separator: "_")
        if parts.contains(where: words.contains) { return true }
        return (parts.last == "KEY" && parts.count > 1 && !parts.contains("PUBLIC")) || name == "DATABASE_URL"
            || name.hasSuffix("_ACCESS_KEY_ID")
    }

    /// `accessToken`, `access_token` and `Access-Token` are one name.
    private static func flat(_ name: String) -> String {
        String(decoding: name.utf8.filter(\.isASCIIAlphanumeric).map(\.asciiLowercased), as: UTF8.self)
    }
}
