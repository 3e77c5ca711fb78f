/// Fields that hold times as numbers.
enum TimeKeys {
    private static let keys: Set<String> = [
        "timestamp", "expires_at", "exp", "iat", "nbf", "exited_at", "created_at", "updated_at", "expires",
    ]

    static func isEpoch(_ key: String?) -> Bool { key.map { keys.contains($0.asciiLowercased) } ?? false }
}
