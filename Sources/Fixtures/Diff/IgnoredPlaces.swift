/// The places of an answer whose differences do not count.
package struct IgnoredPlaces: Sendable, Hashable {
    /// Keys of JSON bodies, at any depth.
    private var keys: Set<String> = []
    /// Places as reports name them: `status`, `header retry-after`, `body $.config.image`.
    private var places: Set<String> = []
    /// Places within JSON bodies; nil stands for any key or index.
    private var pointers: [[String?]] = []

    /// - Parameter fields: keys of JSON bodies, at any depth.
    package init(fields: Set<String> = []) {
        keys = fields
    }

    /// Adds a rule: a JSON pointer (RFC 6901) into the body, in which `*` stands for any key or index; a place as reports
    /// name it; or a key, which counts at any depth.
    package mutating func insert(_ rule: String) {
        if rule.hasPrefix("/") {
            pointers.append(
                rule.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { step in
                    step == "*" ? nil : String(step).replacing("~1", with: "/").replacing("~0", with: "~")
                })
        } else if rule == "status" || rule.hasPrefix("header ") || rule.hasPrefix("body ") {
            places.insert(rule)
        } else {
            keys.insert(rule)
        }
    }

    func contains(_ place: String) -> Bool { places.contains(place) }

    func contains(_ path: [JSONStep]) -> Bool {
        if case .key(let key)? = path.last, keys.contains(key) { return true }
        return pointers.contains { pointer in
            pointer.count == path.count
                && zip(pointer, path).allSatisfy { step, part in step == nil || step == part.text }
        }
    }
}

extension JSONStep {
    fileprivate var text: String {
        switch self {
        case .key(let key): key
        case .index(let index): String(index)
        }
    }
}
