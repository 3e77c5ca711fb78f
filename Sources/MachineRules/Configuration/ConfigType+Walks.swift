import OrderedJSON

extension ConfigType {
    /// Where a walk stands: the innermost struct and the path of keys, as Go's errors name them.
    struct Place {
        let structure: String
        let path: String
    }

    /// Refuses what Go could not decode, in the order of the document: the first wrong kind counts, but a duration that
    /// does not parse ends decoding at once and so comes first (as in Go, where such types decode themselves).
    func requireDecodable(_ value: JSON, at place: Place) throws(Refusal) {
        var first: Refusal?
        try decode(value, at: place, first: &first)
        if let first { throw first }
    }

    private func decode(_ value: JSON, at place: Place, first: inout Refusal?) throws(Refusal) {
        switch (self, value) {
        case (_, .null), (.any, _), (.autostop, _), (.string, .string), (.word, .string), (.bool, .bool): break
        case (.int, .number(let number)) where number.int != nil: break
        case (.number, .number(let number)) where number.int != nil: break
        case (.unsigned, .number(let number)) where UInt32(number.text) != nil: break
        case (.float, .number(let number)) where number.double.isFinite: break
        case (.duration, _): _ = try GoDuration(json: value)
        case (.array(let type), .array(let elements)):
            for element in elements { try type.decode(element, at: place, first: &first) }
        case (.map(let type), .object(let object)):
            for member in object { try type.decode(member.value, at: place, first: &first) }
        case (.structure(let structure), .object(let object)):
            for member in object {
                guard let type = structure.fields[member.key] else { continue }
                let inner = Place(structure: structure.name, path: "\(place.path).\(member.key)")
                try type.decode(member.value, at: inner, first: &first)
            }
        default:
            let target = "struct field \(place.structure).\(place.path)"
            first = first ?? .unmarshalling(value, into: target, of: goName)
        }
    }

    /// Refuses words, numbers and durations outside what is allowed. `path` has indices and map keys:
    /// `config.services[0].internal_port`, `config.checks.alive.port`.
    func requireAllowed(_ value: JSON, at path: String) throws(Refusal) {
        switch (self, value) {
        case (.word(let words), .string(let word)) where !word.isEmpty && !words.contains(word):
            throw .invalid(path, mustBeOneOf: words)
        case (.autostop, .null), (.autostop, .bool): break
        case (.autostop, _):
            guard let word = value.stringValue, word.isEmpty || Service.Autostop(rawValue: word) != nil else {
                throw .invalid(path, mustBeOneOf: Service.Autostop.allCases.map(\.rawValue))
            }
        case (.number(let range), .number(let number)):
            guard let int = number.int, range.contains(int) else {
                let isOpen = range.upperBound == Int(Int32.max)
                throw .invalid(
                    path,
                    isOpen
                        ? "must be at least \(range.lowerBound)"
                        : "must be between \(range.lowerBound) and \(range.upperBound)")
            }
        case (.duration, _) where !value.isNull:
            guard try GoDuration(json: value).nanoseconds >= 0 else { throw .invalid(path, "must not be negative") }
        case (.array(let type), .array(let elements)):
            for (index, element) in elements.enumerated() { try type.requireAllowed(element, at: "\(path)[\(index)]") }
        case (.map(let type), .object(let object)):
            for member in object { try type.requireAllowed(member.value, at: "\(path).\(member.key)") }
        case (.structure(let structure), .object(let object)):
            for member in object {
                try structure.fields[member.key]?.requireAllowed(member.value, at: "\(path).\(member.key)")
            }
        default: break
        }
    }

    /// The value with every integer duration as Go text (documented); everything else as it is.
    func withTextualDurations(_ value: JSON) -> JSON {
        switch (self, value) {
        case (.duration, .number):
            // Decodable was required before, so what fails here stays as the caller wrote it.
            guard let duration = try? GoDuration(json: value) else { return value }
            return .string(duration.text)
        case (.array(let type), .array(let elements)):
            return .array(elements.map(type.withTextualDurations))
        case (.map(let type), .object(let object)):
            return .object(JSONObject(object.map { ($0.key, type.withTextualDurations($0.value)) }))
        case (.structure(let structure), .object(let object)):
            return .object(
                JSONObject(
                    object.map { ($0.key, structure.fields[$0.key]?.withTextualDurations($0.value) ?? $0.value) }))
        default: return value
        }
    }
}
