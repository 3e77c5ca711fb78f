/// The members of a JSON object in the order they were written; a key stands at most once.
package struct JSONObject: Sendable {
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: JSON

        package init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    package private(set) var members: [Member]

    package init() {
        members = []
    }

    /// Of a key given twice the last value counts, at the first one's place: what Go's decoder does.
    package init(_ pairs: some Sequence<(String, JSON)>) {
        self.init(members: pairs.map { Member(key: $0.0, value: $0.1) })
    }

    init(members candidates: [Member]) {
        members = candidates.count > 16 ? Self.deduplicatedByTable(candidates) : Self.deduplicatedByScan(candidates)
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
    package var keys: [String] { members.map(\.key) }

    package subscript(key: String) -> JSON? {
        get {
            for member in members where member.key == key { return member.value }
            return nil
        }
        set {
            if let index = members.firstIndex(where: { $0.key == key }) {
                if let newValue { members[index].value = newValue } else { members.remove(at: index) }
            } else if let newValue {
                members.append(Member(key: key, value: newValue))
            }
        }
    }

    /// Sets the key only where the object has none: how defaults are laid over a caller's document.
    package mutating func setDefault(_ key: String, _ value: @autoclosure () -> JSON) {
        if self[key] == nil { members.append(Member(key: key, value: value())) }
    }

    private static func deduplicatedByScan(_ candidates: [Member]) -> [Member] {
        var result: [Member] = []
        result.reserveCapacity(candidates.count)
        for member in candidates {
            if let index = result.firstIndex(where: { $0.key == member.key }) {
                result[index].value = member.value
            } else {
                result.append(member)
            }
        }
        return result
    }

    /// Hostile objects have a million keys; a scan per key would take minutes.
    private static func deduplicatedByTable(_ candidates: [Member]) -> [Member] {
        var places: [String: Int] = [:]
        places.reserveCapacity(candidates.count)
        var result: [Member] = []
        result.reserveCapacity(candidates.count)
        for member in candidates {
            if let index = places[member.key] {
                result[index].value = member.value
            } else {
                places[member.key] = result.count
                result.append(member)
            }
        }
        return result
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if left.members == right.members { return true }
        let table = Dictionary(uniqueKeysWithValues: right.members.map { ($0.key, $0.value) })
        return left.members.allSatisfy { table[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Set(members))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}
