import OrderedJSON

extension ConfigType {
    /// Refuses what Go could not decode, in the order of the document: the first wrong kind counts, but a duration that
    /// does not parse ends decoding at once and so comes first (as in Go, where such types decode themselves).
    /// - Parameters:
    ///   - structure: the Go struct that has the field `root`.
    ///   - root: the field's name in the body.
    func requireDecodable(_ value: JSON, in structure: String, at root: String) throws(Refusal) {
        var path = ConfigPath(root)
        var first: Refusal?
        try decode(value, in: structure, at: &path, first: &first)
        if let first { throw first }
    }

    private func decode(
        _ value: JSON, in owner: String, at path: inout ConfigPath, first: inout Refusal?
    ) throws(Refusal) {
        switch (self, value) {
        case (_, .null), (.any, _), (.autostop, _), (.string, .string), (.word, .string), (.bool, .bool): break
        case (.int, .number(let number)) where number.int != nil: break
        case (.number, .number(let number)) where number.int != nil: break
        case (.unsigned, .number(let number)) where UInt32(number.text) != nil: break
        case (.float, .number(let number)) where number.double.isFinite: break
        case (.duration, _): _ = try GoDuration(json: value)
        case (.array(let type), .array(let elements)):
            for element in elements { try type.decode(element, in: owner, at: &path, first: &first) }
        case (.map(let type), .object(let object)):
            for member in object { try type.decode(member.value, in: owner, at: &path, first: &first) }
        case (.structure(let structure), .object(let object)):
            for member in object {
                guard let type = structure.fields[member.key] else { continue }
                path.steps.append(.field(member.key))
                try type.decode(member.value, in: structure.name, at: &path, first: &first)
                path.steps.removeLast()
            }
        default:
            first = first ?? .unmarshalling(value, into: "struct field \(owner).\(path.goText)", of: goName)
        }
    }

    /// Refuses words, numbers and durations outside what is allowed.
    func requireAllowed(_ value: JSON, at root: String) throws(Refusal) {
        var path = ConfigPath(root)
        try allow(value, at: &path)
    }

    private func allow(_ value: JSON, at path: inout ConfigPath) throws(Refusal) {
        switch (self, value) {
        case (.word(let words), .string(let word)) where !word.isEmpty && !words.contains(word):
            throw .invalid(path.text, mustBeOneOf: words)
        case (.autostop, .null), (.autostop, .bool): break
        case (.autostop, _):
            guard let word = value.stringValue, word.isEmpty || Service.Autostop(rawValue: word) != nil else {
                throw .invalid(path.text, mustBeOneOf: Service.Autostop.allCases.map(\.rawValue))
            }
        case (.number(let range), .number(let number)):
            guard let int = number.int, range.contains(int) else { throw Self.outside(range, at: path) }
        case (.duration, _) where !value.isNull:
            guard try GoDuration(json: value).nanoseconds >= 0 else {
                throw Refusal(.negative, ["field": path.text])
            }
        case (.array(let type), .array(let elements)):
            for (index, element) in elements.enumerated() { try type.allow(element, at: .index(index), of: &path) }
        case (.map(let type), .object(let object)):
            for member in object { try type.allow(member.value, at: .key(member.key), of: &path) }
        case (.structure(let structure), .object(let object)):
            for member in object {
                try structure.fields[member.key]?.allow(member.value, at: .field(member.key), of: &path)
            }
        default: break
        }
    }

    private func allow(_ value: JSON, at step: ConfigPath.Step, of path: inout ConfigPath) throws(Refusal) {
        path.steps.append(step)
        try allow(value, at: &path)
        path.steps.removeLast()
    }

    /// A range up to the greatest count is open to its reader.
    private static func outside(_ range: ClosedRange<Int>, at path: ConfigPath) -> Refusal {
        range.upperBound == Int(Int32.max)
            ? Refusal(.tooSmall, ["field": path.text, "least": range.lowerBound])
            : Refusal(
                .outOfRange, ["field": path.text, "least": range.lowerBound, "most": range.upperBound])
    }

    /// The value with every integer duration as Go text (documented), everything else as it is; nil when it has none.
    func withTextualDurations(_ value: JSON) -> JSON? {
        switch (self, value) {
        case (.duration, .number):
            // Decodable was required before, so what fails here stays as the caller wrote it.
            return (try? GoDuration(json: value)).map { .string($0.text) }
        case (.array(let type), .array(var elements)):
            var hasChanged = false
            for index in elements.indices {
                guard let changed = type.withTextualDurations(elements[index]) else { continue }
                elements[index] = changed
                hasChanged = true
            }
            return hasChanged ? .array(elements) : nil
        case (.map(let type), .object(let object)):
            return Self.changed(object) { member in type.withTextualDurations(member.value) }
        case (.structure(let structure), .object(let object)):
            return Self.changed(object) { member in structure.fields[member.key]?.withTextualDurations(member.value) }
        default: return nil
        }
    }

    /// The object with the members replaced for which there is a replacement; nil when there is for none.
    private static func changed(_ object: JSONObject, replacement: (JSONObject.Member) -> JSON?) -> JSON? {
        var result = object
        var hasChanged = false
        for member in object {
            guard let value = replacement(member) else { continue }
            result[member.key] = value
            hasChanged = true
        }
        return hasChanged ? .object(result) : nil
    }
}
