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

    /// Reads an object that stands at `path` of the body.
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

    /// A text.
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

    /// A finite number, whole or not.
    package func double(_ key: String) throws(Refusal) -> Double? {
        guard let value = present(key) else { return nil }
        guard let number = value.doubleValue, number.isFinite else { throw mismatch(key, value, "float64") }
        return number
    }

    /// A truth value.
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
