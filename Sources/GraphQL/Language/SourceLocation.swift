/// Where a token begins in its document: line and column count from 1, columns in Unicode scalars.
///
/// Specification section 7.1.2 asks for both numbers in the `locations` of an error.
package struct SourceLocation: Sendable, Hashable, Comparable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
