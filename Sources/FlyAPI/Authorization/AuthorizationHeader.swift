/// The text of an `Authorization` header (reference/machines-rest.md, section 1.2).
package enum AuthorizationHeader {
    /// The tokens of a header in their order: scheme words in front, `Bearer` and `FlyV1` in any case, are stripped as
    /// often as they come, because people paste a token that begins with one behind another; what is left is a list.
    ///
    /// A word that is glued to its token (`FlyV1fm2_…`) is part of it, and so makes a token nobody knows, as in the
    /// service.
    package static func tokens(in header: String) -> [Substring] {
        var rest = Substring(header).drop { $0 == " " }
        while true {
            let word = rest.prefix { $0 != " " }
            guard isScheme(word) else { break }
            rest = rest[word.endIndex...].drop { $0 == " " }
        }
        return rest.split(separator: ",").map(trimmed).filter { !$0.isEmpty }
    }

    private static func isScheme(_ word: Substring) -> Bool {
        // No allocation for the tokens themselves, which are longer.
        guard word.utf8.count == 6 || word.utf8.count == 5 else { return false }
        let word = word.lowercased()
        return word == "bearer" || word == "flyv1"
    }

    private static func trimmed(_ token: Substring) -> Substring {
        var token = token.drop { $0 == " " }
        while token.last == " " { token.removeLast() }
        return token
    }
}
