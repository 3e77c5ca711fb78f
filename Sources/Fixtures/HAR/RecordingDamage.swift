/// Why a recording cannot be read; one line that names the file and the entry.
package struct RecordingDamage: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// The file cannot be opened or read; the text says why.
        case unreadable(String)
        /// The file ends inside.
        case truncated
        /// A byte that cannot stand where it does, counted from 0.
        case syntax(byte: Int)
        /// JSON, but not what HAR says; the text continues "entry 3 ".
        case shape(String)
    }

    /// Nil when the text did not come from a file.
    package var file: String?
    /// Counted from 1; nil for what stands outside all entries.
    package let entry: Int?
    package let reason: Reason

    package init(file: String? = nil, entry: Int?, reason: Reason) {
        self.file = file
        self.entry = entry
        self.reason = reason
    }

    init(_ damage: JSONDamage, entry: Int?) {
        let reason: Reason = damage.kind == .truncated ? .truncated : .syntax(byte: damage.offset)
        self.init(entry: entry, reason: reason)
    }

    package var description: String {
        let place = entry.map { "entry \($0)" } ?? "the file"
        let sentence =
            switch reason {
            case .unreadable(let text): "cannot be read: \(text)"
            case .truncated: "\(place) is truncated"
            case .syntax(let byte): "\(place) is damaged: no JSON at byte \(byte)"
            case .shape(let text): "\(place) \(text)"
            }
        return "\(file.map { "\($0): " } ?? "")\(sentence)"
    }

    /// The same, of a file.
    package func inFile(_ path: String) -> RecordingDamage {
        RecordingDamage(file: path, entry: entry, reason: reason)
    }
}
