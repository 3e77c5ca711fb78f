/// The places where a name stands by the key before it.
enum NameKeys {
    private static let names: Set<String> = [
        "name", "app", "app_name", "appname", "appid", "app_id", "id", "volume", "machine_name", "machine",
        "machine_id",
        "volume_id", "hostname", "slug", "org_slug", "organizationid", "org_id", "network",
    ]

    static func contains(_ key: String?) -> Bool {
        guard let key else { return false }
        return names.contains(key.asciiLowercased)
    }

    /// Whether a name is so much its own that it may be replaced within any text.
    static func isDistinctive(_ name: some Collection<UInt8>) -> Bool {
        name.count >= 6 && name.contains { $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
    }
}
