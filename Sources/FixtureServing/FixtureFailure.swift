/// Why a recording cannot be made or replayed from the start, in one line that names the file.
package struct FixtureFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
