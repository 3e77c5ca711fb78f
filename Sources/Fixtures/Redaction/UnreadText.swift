/// A text of a file that reading it may pass over, and the place it stands in.
struct UnreadText: Hashable {
    let place: String
    let text: [UInt8]
    /// Whether it is a member's key and not a value.
    let isKey: Bool

    /// What about it must not be in a recording.
    func finding(
        _ path: [JSONStep], _ context: SensitiveNames.Context, _ placeholders: Placeholders
    ) -> Finding? {
        guard !text.isEmpty, !SecretKind.isPlaceholder(text) else { return nil }
        let place = path.reportPath
        if path.contains(.key("cookies")), path.lastKey == "value", !isKey {
            return Finding(place: place, kind: .secret(.session))
        }
        var pass = RedactionPass(placeholders: placeholders)
        _ = isKey ? pass.text(text, place) : pass.string(text, path, context, place)
        if let found = pass.findings.first { return found }
        return Suspicion.isSuspicious(text, key: path.lastKey) ? Finding(place: place, kind: .suspicious) : nil
    }
}
