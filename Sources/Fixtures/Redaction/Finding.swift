/// Something in a recording that must not be in one, named by its place, never by its text.
package struct Finding: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// A secret that stands there in the open.
        case secret(SecretKind)
        /// A header that is not among those a recording may have.
        case header
        /// What has the form of a secret without being one that is known.
        case suspicious
        /// A body that cannot be looked into because it is compressed.
        case compressed

        /// One word for reports: `token`, `header`, `suspicious`.
        package var word: String {
            switch self {
            case .secret(let kind): kind.rawValue
            case .header: "header"
            case .suspicious: "suspicious"
            case .compressed: "compressed"
            }
        }
    }

    /// Counted from 1; nil while the exchange is not yet in a file.
    package let entry: Int?
    /// `request.url path`, `request.header fly-foo`, `response.body $.data[0].note`, `response.body byte 120`.
    package let place: String
    package let kind: Kind

    package init(entry: Int? = nil, place: String, kind: Kind) {
        self.entry = entry
        self.place = place
        self.kind = kind
    }

    func inEntry(_ entry: Int) -> Finding { Finding(entry: entry, place: place, kind: kind) }

    package var description: String {
        let sentence =
            switch kind {
            case .secret(let kind): "a \(kind.rawValue) in the open"
            case .header: "a header that recordings do not keep"
            case .suspicious: "looks like a secret"
            case .compressed: "a compressed body, which cannot be checked"
            }
        return "\(entry.map { "entry \($0): " } ?? "")\(place): \(sentence)"
    }
}

extension String {
    /// A name that came off the wire, as reports may show it: one that is a secret itself is not shown.
    var nameForReports: String {
        let bytes = Array(utf8)
        return bytes.count > 80 || !SecretScanner.hits(in: bytes).isEmpty || Suspicion.isSuspicious(bytes, key: nil)
            ? "(name)" : self
    }
}
