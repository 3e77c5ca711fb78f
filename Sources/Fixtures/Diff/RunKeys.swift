/// Fields whose values every run makes anew and whose form tells nothing: random numbers and short codes.
enum RunKeys {
    private static let keys: Set<String> = [
        "internal_numeric_id", "internalnumericid", "zone", "ciphertext", "signature", "public_key", "publickey", "jti",
        "request_id", "fly_request_id", "trace_id", "etag", "checksum", "cursor", "startcursor", "endcursor",
        "next_cursor", "next_token",
        // What is made of an app's and an organization's random codes.
        "app_value", "org_value",
        // What a list of processes measures.
        "pid", "rtime", "stime", "cpu", "rss",
    ]

    static func contains(_ key: String?) -> Bool { key.map { keys.contains($0.asciiLowercased) } ?? false }

    private static let hosts: Set<String> = [
        "cname_target", "cnametarget", "acme_challenge_cname", "dnsvalidationtarget", "target",
    ]

    /// Whether two names of hosts are the same but for a label of seven letters and digits, which is made up.
    static func areSameHosts(_ recorded: String, _ live: String, key: String?) -> Bool {
        guard let key, hosts.contains(key.asciiLowercased) else { return false }
        let one = recorded.split(separator: ".")
        let other = live.split(separator: ".")
        return one.count == other.count && one.count > 2
            && zip(one, other).allSatisfy { $0 == $1 || (isCode($0) && isCode($1)) }
    }

    private static func isCode(_ label: Substring) -> Bool {
        label.utf8.count == 7 && label.utf8.allSatisfy { $0.isASCIIDigit || $0.isASCIILowercase }
    }

    /// Whether two texts are numbers in a row of the service's own, as some ids are.
    static func areNumbers(_ recorded: String, _ live: String, key: String?) -> Bool {
        guard let key, key.asciiLowercased.hasSuffix("id"), !recorded.isEmpty, !live.isEmpty else { return false }
        return recorded.utf8.allSatisfy(\.isASCIIDigit) && live.utf8.allSatisfy(\.isASCIIDigit)
    }
}
