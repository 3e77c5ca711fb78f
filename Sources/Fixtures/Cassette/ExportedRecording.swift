/// A recording in another format, and what that format could not hold.
package struct ExportedRecording: Sendable, Hashable {
    package let text: String
    /// One line each, naming the entry.
    package let losses: [String]
}
