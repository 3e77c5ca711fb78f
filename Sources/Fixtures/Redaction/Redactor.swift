/// Takes the secrets out of exchanges before they are written, and refuses what it is not sure of.
///
/// One redactor serves one recording: the same secret gets the same placeholder (`redacted-token-1`) throughout. It
/// keeps the secrets it saw in memory, to find them wherever they come up again, and writes none of them.
package struct Redactor: Sendable {
    private(set) var placeholders: Placeholders

    /// - Parameter continuing: the file that is gone on with; its numbers are not given again. A secret that it replaced
    ///   gets a new placeholder, since nothing in the file tells which it was.
    package init(continuing document: HARDocument? = nil) {
        placeholders = Placeholders(counts: document.map { Placeholders.counts(in: $0.bytes) } ?? [:])
    }

    /// For what is redacted out of a file that may have placeholders already; their numbers are not given again.
    package init(besides bytes: [UInt8]) {
        placeholders = Placeholders(counts: Placeholders.counts(in: bytes))
    }

    /// Names a secret that must not be written wherever it stands: the token one records with.
    package mutating func register(_ secret: String, as kind: SecretKind = .token) {
        placeholders.register(Array(secret.utf8), kind)
    }

    /// The exchange as it may be written.
    /// - Throws: where something is left that looks like a secret, or cannot be looked into. Nothing of the exchange may
    ///   then be written.
    package mutating func redact(_ interaction: Interaction) throws(Finding) -> Interaction {
        if let compressed = Self.compressed(interaction) { throw compressed }
        var pass = RedactionPass(placeholders: placeholders)
        _ = pass.run(interaction)
        let redacted = pass.run(interaction)
        placeholders = pass.placeholders
        if let suspicion = Suspicion.first(in: redacted) { throw suspicion }
        return redacted
    }

    /// A text with placeholders for the secrets that are known or have a form of their own; for reports.
    mutating func masked(_ text: String) -> String {
        var pass = RedactionPass(placeholders: placeholders)
        return String(decoding: pass.text(Array(text.utf8), ""), as: UTF8.self)
    }

    /// Learns the secrets of an exchange that is not written.
    mutating func learn(_ interaction: Interaction) {
        var pass = RedactionPass(placeholders: placeholders)
        _ = pass.run(interaction)
        placeholders = pass.placeholders
    }

    /// Everything in an exchange that must not be in a recording.
    mutating func findings(in interaction: Interaction) -> [Finding] {
        if let compressed = Self.compressed(interaction) { return [compressed] }
        var first = RedactionPass(placeholders: placeholders)
        _ = first.run(interaction)
        var second = RedactionPass(placeholders: first.placeholders)
        let redacted = second.run(interaction)
        placeholders = second.placeholders
        var seen: Set<Finding> = []
        return (second.findings + Suspicion.all(in: redacted)).filter { seen.insert($0).inserted }
    }

    private static func compressed(_ interaction: Interaction) -> Finding? {
        let sides = [
            ("request", interaction.request.headers, interaction.request.body?.bytes.isEmpty ?? true),
            ("response", interaction.response.headers, interaction.response.bytes.isEmpty),
        ]
        for (side, headers, isEmpty) in sides where !isEmpty {
            let coding = headers["content-encoding"]?.asciiLowercased ?? "identity"
            if coding != "identity", coding != "" { return Finding(place: "\(side).body", kind: .compressed) }
        }
        return nil
    }
}
