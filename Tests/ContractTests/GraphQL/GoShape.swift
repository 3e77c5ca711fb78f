import OrderedJSON

/// A type of Go as `encoding/json` fills it, so that an answer can be held against what a client decodes
/// (reference/graphql.md, section 4.5): null is fine everywhere but as an element of a list, another kind fails the
/// whole call. That every key is there is asked for besides.
indirect enum GoShape: Sendable {
    case string
    /// Whole, of 64 bits.
    case int
    case float
    case bool
    /// RFC 3339 with a zone.
    case time
    /// An object of any form.
    case object
    case list(GoShape)
    case fields([String: GoShape])

    /// What of a value cannot be decoded, with its place.
    func objections(to value: JSON?, at place: String = "data") -> [String] {
        guard let value else { return ["\(place) is missing"] }
        if value.isNull { return [] }
        switch (self, value) {
        case (.string, .string), (.bool, .bool), (.object, .object): return []
        case (.int, .number): return value.intValue == nil ? ["\(place) is \(value.text), no integer"] : []
        case (.float, .number): return []
        case (.time, .string(let text)):
            let isTime = text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/) != nil
            return isTime ? [] : ["\(place) is \(text), no time with a zone"]
        case (.list(let element), .array(let elements)):
            return elements.enumerated().flatMap { index, value in
                let place = "\(place)[\(index)]"
                return value.isNull ? ["\(place) is null"] : element.objections(to: value, at: place)
            }
        case (.fields(let fields), .object(let object)):
            let unknown = object.keys.filter { fields[$0] == nil }.map { "\(place).\($0) was not asked for" }
            return unknown
                + fields.sorted { $0.key < $1.key }.flatMap { name, shape in
                    shape.objections(to: object[name], at: "\(place).\(name)")
                }
        default: return ["\(place) is \(value.kind) where \(self) is decoded"]
        }
    }
}

extension GoShape: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, GoShape)...) {
        self = .fields(Dictionary(uniqueKeysWithValues: elements))
    }
}
