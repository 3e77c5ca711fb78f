extension RefusalCause {
    /// A line of the table: what a cause is answered with.
    package struct Row: Sendable, Hashable {
        /// The class of the refusal, and with it the HTTP status.
        package let kind: Refusal.Kind
        /// The literal text with its prefix, `failed_precondition: ` say; what differs from case to case is a name in
        /// braces: `invalid machine ID, '{id}'`.
        package let text: String
        /// The classified code beside the text, `name_taken`; most have none.
        package let status: String?
        /// What the text rests on; where only the status is known, the text is chosen.
        package let basis: Basis

        init(_ kind: Refusal.Kind, _ text: String, status: String? = nil, _ basis: Basis) {
            self.kind = kind
            self.text = text
            self.status = status
            self.basis = basis
        }

        /// The names in braces, in the order of the text.
        package var placeholders: [String] {
            pieces.compactMap { piece in if case .placeholder(let name) = piece { String(name) } else { nil } }
        }

        /// The text with a value for each placeholder; one without a value stays as it is, braces and all.
        func text(with values: some Collection<(key: String, value: any CustomStringConvertible)>) -> String {
            var filled = ""
            for piece in pieces {
                switch piece {
                case .literal(let text): filled += text
                case .placeholder(let name):
                    filled += values.first { $0.key == name }?.value.description ?? "{\(name)}"
                }
            }
            return filled
        }

        private enum Piece {
            case literal(Substring)
            case placeholder(Substring)
        }

        /// Only the template is looked at, so a brace in a value is nothing special.
        private var pieces: [Piece] {
            var pieces: [Piece] = []
            var rest = text[...]
            while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
                pieces.append(.literal(rest[..<open]))
                pieces.append(.placeholder(rest[rest.index(after: open)..<close]))
                rest = rest[rest.index(after: close)...]
            }
            return pieces + [.literal(rest)]
        }
    }
}
