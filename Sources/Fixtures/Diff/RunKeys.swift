/// Fields whose values every run makes anew and whose form tells nothing: random numbers and short codes.
enum RunKeys {
    private static let keys: Set<String> = [
        "internal_numeric_id", "internalnumericid", "zone", "ciphertext", "signature", "public_key", "publickey", "jti",
        "request_id", "fly_request_id", "trace_id", "etag", "checksum", "cursor", "startcursor", "endcursor",
        "next_cursor", "next_token",
        // What a list of processes measures.
        "pid", "rtime", "stime", "cpu", "rss",
    ]

    static func contains(_ key: String?) -> Bool { key.map { keys.contains($0.asciiLowercased) } ?? false }
}
