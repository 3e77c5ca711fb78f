/// A table in plain text: columns two blanks apart, as wide as their widest cell.
struct Table {
    /// The headings; empty for none.
    let columns: [String]
    let rows: [[String]]

    /// The lines, without a line break at the end.
    var text: String {
        let lines = ((columns.isEmpty ? [] : [columns]) + rows).map { $0.map(\.onOneLine) }
        let count = lines.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return lines.map { Self.line($0, widths: widths) }.joined(separator: "\n")
    }

    private static func line(_ cells: [String], widths: [Int]) -> String {
        var line = ""
        for (cell, width) in zip(cells, widths) {
            line += cell + String(repeating: " ", count: width - cell.count + 2)
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}

extension String {
    /// The text on one line and without control characters: what a service says must not steer a terminal.
    var onOneLine: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
            )
        )
    }
}
