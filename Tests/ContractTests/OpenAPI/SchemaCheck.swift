import OrderedJSON

/// Holds a JSON value against a schema of the document: the keywords that the document uses, read strictly.
///
/// Strictly means that an object whose schema names its members may have no others. The document requires next to
/// nothing, so that by the letter an answer under quite other names would be valid.
struct SchemaCheck {
    let document: APIDocument

    /// What is wrong with the value, each with its place; empty for a valid one.
    func violations(of value: JSON, against schema: JSON, at place: String = "") -> [String] {
        let schema = document.resolve(schema)
        let name = place.isEmpty ? "the body" : place
        if value.isNull, schema["nullable"] == true { return [] }
        var found: [String] = []
        // The members of all parts count, so the parts themselves are held against their members one by one.
        for part in schema["allOf"]?.arrayValue ?? [] {
            found += violations(of: value, against: part, at: place)
        }
        for word in ["anyOf", "oneOf"] {
            guard let choices = schema[word]?.arrayValue else { continue }
            let fitting = choices.count { violations(of: value, against: $0, at: place).isEmpty }
            if fitting == 0 || (word == "oneOf" && fitting > 1) {
                found.append("\(name) fits \(fitting) of \(word)")
            }
        }
        if let type = schema["type"]?.stringValue, !Self.fits(value, type) {
            return found + ["\(name) is \(value.kind), not \(type)"]
        }
        if let words = schema["enum"]?.arrayValue, !words.contains(value) {
            found.append("\(name) is none of the enumerated values")
        }
        found += bounds(value, schema, name)
        switch value {
        case .array(let elements):
            guard let items = schema["items"] else { break }
            for (index, element) in elements.enumerated() {
                found += violations(of: element, against: items, at: "\(place)[\(index)]")
            }
        case .object(let object): found += members(of: object, schema, at: place)
        case .null, .bool, .number, .string: break
        }
        return found
    }

    private func members(of object: JSONObject, _ schema: JSON, at place: String) -> [String] {
        var found: [String] = []
        for key in (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue) where object[key] == nil {
            found.append("\(place).\(key) is missing")
        }
        let named = schema["properties"]?.objectValue
        for member in object {
            let inside = "\(place).\(member.key)"
            if let known = named?[member.key] {
                found += violations(of: member.value, against: known, at: inside)
            } else if let rest = schema["additionalProperties"], rest.objectValue != nil {
                found += violations(of: member.value, against: rest, at: inside)
            } else if named != nil || schema["additionalProperties"] == false {
                found.append("\(inside) is not in the document")
            }
        }
        return found
    }

    private func bounds(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
        var found: [String] = []
        if let number = value.doubleValue {
            if let least = schema["minimum"]?.doubleValue, number < least { found.append("\(place) is under \(least)") }
            if let most = schema["maximum"]?.doubleValue, number > most { found.append("\(place) is over \(most)") }
        }
        let sizes = [
            ("Length", value.stringValue?.unicodeScalars.count), ("Items", value.arrayValue?.count),
            ("Properties", value.objectValue?.count),
        ]
        for (noun, size) in sizes {
            guard let size else { continue }
            if let least = schema["min" + noun]?.intValue, size < least { found.append("\(place) is too short") }
            if let most = schema["max" + noun]?.intValue, size > most { found.append("\(place) is too long") }
        }
        if let text = value.stringValue, schema["format"] == "date-time",
            text.wholeMatch(of: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/) == nil
        {
            found.append("\(place) is no RFC 3339 time")
        }
        return found
    }

    private static func fits(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("number", .number): true
        case ("integer", .number): value.intValue != nil
        default: false
        }
    }
}
