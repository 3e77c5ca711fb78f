/// A patch in the layout of jsdiff 8, which `edit_file` answers with: an `Index` line, both file lines with the headers
/// `original` and `modified`, and hunks with four lines of context.
struct UnifiedDiff {
    let text: String

    /// - Parameters:
    ///   - original: with `\n` line ends, as `modified`.
    ///   - path: stands on the three header lines.
    init(from original: [UInt8], to modified: [UInt8], path: String) {
        let old = Side(original)
        let new = Side(modified)
        let steps = LineDiff(from: old.lines, to: new.lines).steps
        var text = "Index: \(path)\n" + String(repeating: "=", count: 67) + "\n"
        text += "--- \(path)\toriginal\n+++ \(path)\tmodified\n"
        for hunk in Self.hunks(in: steps) { text += Self.render(steps[hunk], old: old, new: new) }
        self.text = text
    }

    /// The patch between fences long enough not to be ended by its own content.
    var fenced: String {
        var fence = "```"
        while text.utf8.contains(run: fence.utf8.count) { fence += "`" }
        return "\(fence)diff\n\(text)\(fence)\n\n"
    }

    private static let context = 4

    /// One text as lines that keep their newline, so that a missing last one is a difference.
    private struct Side {
        let lines: [ArraySlice<UInt8>]

        init(_ bytes: [UInt8]) {
            var lines: [ArraySlice<UInt8>] = []
            var rest = bytes[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                lines.append(rest[...end])
                rest = rest[(end + 1)...]
            }
            if !rest.isEmpty { lines.append(rest) }
            self.lines = lines
        }
    }

    /// The changes with their context, joined where contexts touch.
    private static func hunks(in steps: [LineDiff.Step]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for (index, step) in steps.enumerated() {
            if case .keep = step { continue }
            let around = max(0, index - context)..<min(steps.count, index + context + 1)
            if let last = hunks.last, around.lowerBound <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
            } else {
                hunks.append(around)
            }
        }
        return hunks
    }

    private static func render(_ steps: ArraySlice<LineDiff.Step>, old: Side, new: Side) -> String {
        var body = ""
        var oldLines: [Int] = []
        var newLines: [Int] = []
        for step in steps {
            switch step {
            case .keep(let oldIndex, let newIndex):
                oldLines.append(oldIndex)
                newLines.append(newIndex)
                body += line(" ", old.lines[oldIndex])
            case .delete(let index):
                oldLines.append(index)
                body += line("-", old.lines[index])
            case .insert(let index):
                newLines.append(index)
                body += line("+", new.lines[index])
            }
        }
        return "@@ -\(range(oldLines)) +\(range(newLines)) @@\n" + body
    }

    /// A side without lines is said to start one line before the hunk: only a whole file can be so empty, given
    /// context.
    private static func range(_ lines: [Int]) -> String {
        "\(lines.first.map { $0 + 1 } ?? 0),\(lines.count)"
    }

    private static func line(_ sign: String, _ bytes: ArraySlice<UInt8>) -> String {
        let text = sign + String(decoding: bytes, as: UTF8.self)
        return bytes.last == UInt8(ascii: "\n") ? text : text + "\n\\ No newline at end of file\n"
    }
}

extension String.UTF8View {
    /// Whether so many backticks stand in a row.
    fileprivate func contains(run length: Int) -> Bool {
        var run = 0
        for byte in self {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            if run == length { return true }
        }
        return false
    }
}
