/// User and password of an `Authorization: Basic` header, read the way Go's `Request.BasicAuth` reads it: the scheme in
/// any case, padded standard base64, split at the first colon.
struct BasicCredentials {
    let user: [UInt8]
    let password: [UInt8]

    /// Nil when the header is anything else.
    init?(authorization: String) {
        let scheme = "basic "
        guard authorization.utf8.count > scheme.utf8.count,
            String(decoding: authorization.utf8.prefix(scheme.utf8.count), as: UTF8.self).lowercased() == scheme,
            let bytes = Base64.decode(authorization.utf8.dropFirst(scheme.utf8.count)),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        user = Array(bytes[..<colon])
        password = Array(bytes[(colon + 1)...])
    }
}
