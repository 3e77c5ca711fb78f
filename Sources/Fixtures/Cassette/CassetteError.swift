/// Why a file of another format cannot be read as a recording; one line.
package struct CassetteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1; nil for what concerns the whole file.
    package let entry: Int?
    let text: String

    package var description: String { entry.map { "entry \($0) \(text)" } ?? text }
}
