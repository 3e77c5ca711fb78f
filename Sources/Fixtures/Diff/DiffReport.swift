package import OrderedJSON

/// What a comparison of a whole recording with a live service came to.
package struct DiffReport: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        /// Counted from 1.
        package let number: Int
        /// As recorded.
        package let method: String
        package let url: String
        package let differences: [Difference]

        package init(number: Int, request: RecordedRequest, differences: [Difference]) {
            self.number = number
            method = request.method
            url = request.url
            self.differences = differences
        }

        fileprivate var request: String { "\(method) \(url)" }
    }

    package var entries: [Entry]

    package init(_ entries: [Entry] = []) {
        self.entries = entries
    }

    package var isEqual: Bool { entries.allSatisfy { $0.differences.isEmpty } }

    package var differenceCount: Int { entries.reduce(0) { $0 + $1.differences.count } }

    /// `1 of 9 exchanges differ`
    package var summary: String { "\(differentCount) of \(entries.count) exchanges differ" }

    private var differentCount: Int { entries.count { !$0.differences.isEmpty } }

    /// One line a difference under the request it belongs to, and a line that counts.
    package var text: String {
        var lines: [String] = []
        for entry in entries where !entry.differences.isEmpty {
            lines.append("entry \(entry.number) \(entry.request)")
            lines += entry.differences.map { "  \($0)" }
        }
        lines.append(summary)
        return lines.joined(separator: "\n") + "\n"
    }

    package var json: JSON {
        [
            "equal": .bool(isEqual), "exchanges": .int(entries.count), "different": .int(differentCount),
            "differences": .int(differenceCount),
            "entries": .array(
                entries.filter { !$0.differences.isEmpty }.map { entry in
                    [
                        "entry": .int(entry.number), "method": .string(entry.method), "url": .string(entry.url),
                        "differences": .array(entry.differences.map(\.json)),
                    ]
                }),
        ]
    }

    /// A test case for every exchange, failed where something differs.
    /// - Parameter name: of the suite: the recording's file.
    package func junit(name: String) -> String {
        let counts = "tests=\"\(entries.count)\" failures=\"\(differentCount)\" errors=\"0\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(counts)>",
            "<testsuite name=\"\(Self.escaped(name))\" \(counts) skipped=\"0\" time=\"0\">",
        ]
        for entry in entries {
            let head =
                "<testcase classname=\"\(Self.escaped(name))\" name=\"\(entry.number) \(Self.escaped(entry.request))\" time=\"0\""
            guard let first = entry.differences.first else {
                lines.append("\(head)/>")
                continue
            }
            let detail = entry.differences.map(\.description).joined(separator: "\n")
            lines.append(
                "\(head)><failure type=\"\(first.kind.rawValue)\" message=\"\(Self.escaped(first.description))\">\(Self.escaped(detail))</failure></testcase>"
            )
        }
        return (lines + ["</testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
    }

    /// Text as XML 1.0 can hold it: what it has no way to write becomes U+FFFD.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
