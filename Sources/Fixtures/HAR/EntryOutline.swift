/// Where the parts of one HAR entry stand in its file, and the little of it that an index needs.
package struct EntryOutline: Sendable {
    package let method: String
    package let url: String
    package let startedAt: String
    package let status: Int
    /// The entry in the file's bytes.
    package let range: Range<Int>
}
