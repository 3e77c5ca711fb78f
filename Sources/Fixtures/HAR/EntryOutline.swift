/// Where the parts of one HAR entry stand in its file, and the little of it that an index needs.
package struct EntryOutline: Sendable {
    package let method: String
    package let url: String
    package let startedAt: String
    package let status: Int
    /// Whether a body stands there as base64 or in pieces, which only decoding tells to be sound.
    let isEncoded: Bool
    /// The entry in the file's bytes.
    package let range: Range<Int>

    /// Whether there is an answer that a server can give again: a connection may have failed, or a protocol been switched.
    var isAnswered: Bool { (200..<600).contains(status) }
}
