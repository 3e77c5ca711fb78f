/// One replacement of `edit_file`: the first place where the old text stands, exactly or, failing that, line by line
/// with the white space at either end of a line left out of account.
struct TextEdit {
    let oldText: String
    let newText: String

    /// - Parameter text: with `\n` line ends.
    func apply(to text: [UInt8]) throws(FilesystemFailure) -> [UInt8] {
        let old = TextLines.normalized(Array(oldText.utf8))
        let new = TextLines.normalized(Array(newText.utf8))
        if let place = text.firstRange(of: old) {
            return text[..<place.lowerBound] + new + text[place.upperBound...]
        }
        guard let edited = applyLoosely(old: old, new: new, to: text) else { throw .noMatch(oldText: oldText) }
        return edited
    }

    private func applyLoosely(old: [UInt8], new: [UInt8], to text: [UInt8]) -> [UInt8]? {
        let wanted = TextLines.split(old).map(Line.init)
        let lines = TextLines.split(text).map(Line.init)
        guard lines.count >= wanted.count else { return nil }
        let starts = 0...(lines.count - wanted.count)
        guard
            let start = starts.first(where: { start in
                wanted.indices.allSatisfy { lines[start + $0].content == wanted[$0].content }
            })
        else { return nil }

        let indent = lines[start].indent
        let replacement = TextLines.split(new).enumerated().map { index, bytes -> String in
            let line = Line(bytes)
            guard index > 0 else { return indent + line.withoutIndent }
            // How much deeper the new line stands than the old one it replaces is kept; where either has no indent
            // there is nothing to go by.
            guard index < wanted.count, !wanted[index].indent.isEmpty, !line.indent.isEmpty else { return line.text }
            let deeper = max(0, line.indent.utf16.count - wanted[index].indent.utf16.count)
            return indent + String(repeating: " ", count: deeper) + line.withoutIndent
        }
        let before = lines[..<start].map(\.text)
        let after = lines[(start + wanted.count)...].map(\.text)
        return Array((before + replacement + after).joined(separator: "\n").utf8)
    }

    private struct Line {
        let text: String
        let indent: String
        let withoutIndent: String
        /// As bytes, because strings are equal that are spelled differently.
        let content: [UInt8]

        init(_ bytes: ArraySlice<UInt8>) {
            text = String(decoding: bytes, as: UTF8.self)
            let scalars = text.unicodeScalars
            let start = scalars.firstIndex { !$0.isBlank } ?? scalars.endIndex
            indent = String(scalars[..<start])
            withoutIndent = String(scalars[start...])
            content = Array(withoutIndent.trimmingBlanks.utf8)
        }
    }
}

extension [UInt8] {
    /// Where `pattern` first stands; an empty one stands at the start.
    fileprivate func firstRange(of pattern: [UInt8]) -> Range<Int>? {
        guard let first = pattern.first else { return 0..<0 }
        guard count >= pattern.count else { return nil }
        var start = 0
        while start <= count - pattern.count {
            guard let next = self[start...(count - pattern.count)].firstIndex(of: first) else { return nil }
            if self[next..<(next + pattern.count)].elementsEqual(pattern) { return next..<(next + pattern.count) }
            start = next + 1
        }
        return nil
    }
}
