package import OrderedJSON

/// Reads the fields of a request body with the type errors of Go's `encoding/json`, which is what the service answers.
///
/// A field that is null counts as absent, as it does for Go. Key names are taken exactly; that Go also takes `Name` for
/// `name` is not imitated. Every error is 400 with a text of one of these forms (recorded):
///
///     json: cannot unmarshal array into Go value of type main.stopRequest
///     json: cannot unmarshal number into Go struct field MachineGuest.config.guest.cpu_kind of type string
package struct FieldReader: Sendable {
    /// The object read from.
    package let object: JSONObject
    /// The Go struct that has the fields, without its package.
    package let type: String
    /// Where the object stands in the body, `config.guest`; empty for the body itself.
    package let path: String

    package init(_ object: JSONObject, type: String, path: String = "") {
        self.object = object
        self.type = type
        self.path = path
    }

    /// Reads a whole body; null counts as an object without fields.
    /// - Parameter type: the Go struct's name, which the error gives as `main.<type>`.
    package init(document: JSON, type: String) throws(Refusal) {
        switch document {
        case .object(let object): self.init(object, type: type)
        case .null: self.init(JSONObject(), type: type)
        default: throw .unmarshalling(document, into: "value", of: "main.\(type)")
        }
    }

    package func string(_ key: String) throws(Refusal) -> String? {
        guard let value = present(key) else { return nil }
        guard let text = value.stringValue else { throw mismatch(key, value, "string") }
        return text
    }

    /// A whole number of 64 bits; `1.0` and `1e2` are refused as in Go.
    package func int(_ key: String, of type: String = "int") throws(Refusal) -> Int? {
        guard let value = present(key) else { return nil }
        guard let number = value.intValue else { throw mismatch(key, value, type) }
        return number
    }

    package func double(_ key: String) throws(Refusal) -> Double? {
        guard let value = present(key) else { return nil }
        guard let number = value.doubleValue, number.isFinite else { throw mismatch(key, value, "float64") }
        return number
    }

    package func bool(_ key: String) throws(Refusal) -> Bool? {
        guard let value = present(key) else { return nil }
        guard let flag = value.boolValue else { throw mismatch(key, value, "bool") }
        return flag
    }

    /// - Parameter type: the Go type the error names.
    package func object(_ key: String, of type: String = "map[string]interface {}") throws(Refusal) -> JSONObject? {
        guard let value = present(key) else { return nil }
        guard let object = value.objectValue else { throw mismatch(key, value, type) }
        return object
    }

    /// A reader of a nested object, whose errors name the whole path.
    /// - Parameter type: the Go struct, which errors about the object itself give as `fly.<type>`.
    package func nested(_ key: String, type: String) throws(Refusal) -> FieldReader? {
        guard let inner = try object(key, of: "fly.\(type)") else { return nil }
        return FieldReader(inner, type: type, path: place(key))
    }

    /// - Parameter type: the Go type the error names.
    package func array(_ key: String, of type: String = "[]interface {}") throws(Refusal) -> [JSON]? {
        guard let value = present(key) else { return nil }
        guard let elements = value.arrayValue else { throw mismatch(key, value, type) }
        return elements
    }

    /// An array of texts; a null among them counts as the empty text.
    package func strings(_ key: String) throws(Refusal) -> [String]? {
        guard let elements = try array(key, of: "[]string") else { return nil }
        var texts: [String] = []
        for element in elements {
            guard let text = element.isNull ? "" : element.stringValue else { throw mismatch(key, element, "string") }
            texts.append(text)
        }
        return texts
    }

    /// A duration: Go's text, or an integer of nanoseconds. Other kinds are refused with a text of our own (chosen).
    package func duration(_ key: String) throws(Refusal) -> GoDuration? {
        guard let value = present(key) else { return nil }
        return try GoDuration(json: value)
    }

    /// The refusal of a field whose value has the wrong kind.
    package func mismatch(_ key: String, _ value: JSON, _ type: String) -> Refusal {
        .unmarshalling(value, into: "struct field \(self.type).\(place(key))", of: type)
    }

    private func present(_ key: String) -> JSON? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension Refusal {
    /// A type error of Go's `encoding/json`; of a number that does not fit its type, the number's text is part of it.
    static func unmarshalling(_ value: JSON, into target: String, of type: String) -> Refusal {
        var kind = value.kind
        if case .number(let number) = value, type.hasPrefix("int") || type.hasPrefix("uint") || type.hasPrefix("float"),
            type != "interface {}"
        {
            kind = "number \(number.text)"
        }
        return Refusal(.invalidArgument, "json: cannot unmarshal \(kind) into Go \(target) of type \(type)")
    }
}

extension GoDuration {
    /// A duration as the wire allows it: Go's text, or a number of nanoseconds.
    package init(json: JSON) throws(Refusal) {
        switch json {
        case .string(let text): try self.init(parsing: text)
        case .number(let number):
            if let whole = Int64(number.text) {
                self.init(nanoseconds: whole)
            } else if let whole = Int64(exactly: number.double.rounded(.towardZero)) {
                self.init(nanoseconds: whole)
            } else {
                throw .invalidDuration(json)
            }
        default: throw .invalidDuration(json)
        }
    }
}

extension Refusal {
    /// Neither a text nor a number, or a number beyond 64 bits (text chosen).
    static func invalidDuration(_ json: JSON) -> Refusal {
        Refusal(.invalidArgument, "invalid duration \(json.text)")
    }

    /// A field of the config whose value is not allowed: `invalid config.guest.cpu_kind, <detail>`. The form is recorded
    /// for the guest's fields and chosen for all others.
    static func invalid(_ path: String, _ detail: String) -> Refusal {
        Refusal(.invalidArgument, "invalid \(path), \(detail)")
    }

    /// `invalid <path>, must be one of [a b c]`, the list in Go's form (suffix chosen).
    static func invalid(_ path: String, mustBeOneOf words: [some CustomStringConvertible]) -> Refusal {
        .invalid(path, "must be one of [\(words.map(\.description).joined(separator: " "))]")
    }
}
