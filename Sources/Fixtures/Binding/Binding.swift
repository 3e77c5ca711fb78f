/// Which names and ids of a recording stand for which of the live run. Both ways it is one to one.
///
/// A value gets bound when both sides are seen in the same place: an app's name in a request's path, a machine's id in
/// two answers to the same create. From then on the recorded value *is* the live one.
package struct Binding: Sendable, Hashable {
    private var live: [String: String] = [:]
    private var recorded: [String: String] = [:]
    /// The placeholders that live secrets stand behind. A secret may read like any word, so it takes no name's place.
    private var secrets: [String: String] = [:]
    /// Whether nothing differs, so that recorded texts can be sent as they are.
    package private(set) var isIdentity = true
    /// Rises with each pair that is bound.
    private(set) var version = 0

    package init() {}

    /// The live value of a recorded one that is bound.
    package func live(for recorded: String) -> String? { live[recorded] }

    /// The recorded value of a live one that is bound, a secret's placeholder included.
    package func recorded(for live: String) -> String? { recorded[live] ?? secrets[live] }

    /// The recorded name or id of a live one that is bound.
    package func recordedName(for live: String) -> String? { recorded[live] }

    /// As much of a live identifier as a text has of the recorded one that it stands for.
    func live(abbreviated text: String) -> String? {
        guard self.live[text] == nil else { return nil }
        let found = live.filter { $0.key.hasPrefix(text) && KnownShape.isIdentifier(Array($0.key.utf8)[...]) }
        return found.count == 1 ? found.first.map { String($0.value.prefix(text.count)) } : nil
    }

    /// Binds two values. Both must be free; what took a secret's place may be bound again, to the newest.
    package mutating func bind(recorded: String, live: String) {
        if SecretKind.isPlaceholder(recorded.utf8) {
            if self.live[recorded] == live, secrets[live] == recorded { return }
            if let old = self.live[recorded], secrets[old] == recorded { secrets[old] = nil }
            secrets[live] = recorded
        } else {
            guard self.live[recorded] == nil else { return }
            self.recorded[live] = recorded
        }
        self.live[recorded] = live
        version += 1
        if recorded != live { isIdentity = false }
    }

    /// Whether neither value is bound yet.
    func isFree(recorded: String, live: String) -> Bool { self.live[recorded] == nil && self.recorded[live] == nil }

    /// The pairs that differ, sorted, for reports.
    package var differences: [(recorded: String, live: String)] {
        live.filter { $0.key != $0.value }.sorted { $0.key < $1.key }.map { (recorded: $0.key, live: $0.value) }
    }
}
