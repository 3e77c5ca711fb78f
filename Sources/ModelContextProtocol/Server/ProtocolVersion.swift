/// The revisions of the Model Context Protocol that begin with `initialize`.
package enum ProtocolVersion {
    /// Newest first. `2024-10-07` never was a release, yet the TypeScript SDK accepts it.
    package static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"]

    /// What a server offers a client whose wish it does not know.
    package static let newestLegacy = "2025-11-25"

    /// A known version is echoed, any other is answered with the newest; a version is never an error.
    package static func negotiate(_ requested: String) -> String {
        legacy.contains(requested) ? requested : newestLegacy
    }

    /// Whether a text has the form of a version, so that two of them can be compared.
    static func isDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 10
            && bytes.indices.allSatisfy { index in
                index == 4 || index == 7
                    ? bytes[index] == UInt8(ascii: "-")
                    : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
            }
    }
}
