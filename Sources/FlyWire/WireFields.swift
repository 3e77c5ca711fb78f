import OrderedJSON

/// Why a document is not what the API promises: which shape was read, and what is wrong with it.
package struct WireShapeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The shape that was read, such as `machine`.
    package let shape: String
    /// What is wrong, as the end of a sentence about it.
    package let problem: String

    package var description: String { "no \(shape) document: \(problem)" }
}

/// The members of one JSON object, read by name into typed fields.
///
/// Only a field without which a value makes no sense is required. Everything else is nil when absent, null or of an
/// unexpected kind: the real service adds and changes optional fields, and a client that breaks on them is of no use.
struct WireFields {
    private let shape: String
    private let object: JSONObject

    /// - Throws: when `json` is no object.
    init(_ json: JSON, of shape: String) throws(WireShapeError) {
        guard let object = json.objectValue else {
            throw WireShapeError(shape: shape, problem: "it is a JSON \(json.kind)")
        }
        self.shape = shape
        self.object = object
    }

    /// The text under a required key.
    func required(_ key: String) throws(WireShapeError) -> String {
        guard let value = object[key] else { throw WireShapeError(shape: shape, problem: "it has no \"\(key)\"") }
        guard let text = value.stringValue else {
            throw WireShapeError(shape: shape, problem: "\"\(key)\" is a JSON \(value.kind)")
        }
        return text
    }

    /// The elements of the array under a required key; null counts as empty, as Go writes an empty list.
    func requiredArray(_ key: String) throws(WireShapeError) -> [JSON] {
        guard let value = object[key] else { throw WireShapeError(shape: shape, problem: "it has no \"\(key)\"") }
        if value.isNull { return [] }
        guard let elements = value.arrayValue else {
            throw WireShapeError(shape: shape, problem: "\"\(key)\" is a JSON \(value.kind)")
        }
        return elements
    }

    func text(_ key: String) -> String? { object[key]?.stringValue }
    func int(_ key: String) -> Int? { object[key]?.intValue }
    func double(_ key: String) -> Double? { object[key]?.doubleValue }
    func bool(_ key: String) -> Bool? { object[key]?.boolValue }
    func value(_ key: String) -> JSON? { object[key] }

    /// How many things a field stands for: a number as it is, a list or an object by its length.
    func count(_ key: String) -> Int? {
        switch object[key] {
        case .number(let number): number.int
        case .array(let elements): elements.count
        case .object(let members): members.count
        default: nil
        }
    }
}
