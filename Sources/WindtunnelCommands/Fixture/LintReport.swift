import Fixtures
import OrderedJSON

/// What was found in recordings.
struct LintReport: Presentable {
    struct Line: Sendable, Equatable {
        let file: String
        let finding: Finding

        var text: String { "\(file): \(finding)" }

        var document: JSON {
            [
                "file": .string(file), "entry": finding.entry.map(JSON.int) ?? .null, "place": .string(finding.place),
                "kind": .string(finding.kind.word), "text": .string(finding.description),
            ]
        }
    }

    private(set) var lines: [Line] = []
    private var exchanges = 0

    mutating func add(_ findings: [Finding], of file: String, exchanges: Int) {
        lines += findings.map { Line(file: file, finding: $0) }
        self.exchanges += exchanges
    }

    var text: String { lines.map(\.text).joined(separator: "\n") }

    var document: JSON {
        ["exchanges": .int(exchanges), "findings": .array(lines.map(\.document))]
    }

    var summary: String { "\(lines.count) findings in \(exchanges) exchanges" }
}
