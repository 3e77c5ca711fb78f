import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON

/// A control's request body: a JSON object whose keys are all known.
struct ControlBody {
    private let object: JSONObject

    /// Reads the body; none counts as `{}`.
    /// - Throws: ``ControlFailure`` 400 for a key that is not known, by its name.
    init(_ request: Request, knownKeys: String...) async throws {
        let document: JSON
        do {
            document = try await request.bodyJSON()
        } catch JSONSyntaxError.empty {
            document = .object([:])
        } catch let error as JSONSyntaxError {
            throw ControlFailure(.badRequest, "the body is no JSON: \(error)")
        }
        guard let object = document.objectValue else {
            throw ControlFailure(.badRequest, "the body is no JSON object")
        }
        try self.init(object, knownKeys: knownKeys)
    }

    /// The same of a document that is read already.
    init(_ object: JSONObject, knownKeys: [String]) throws {
        for key in object.keys where !knownKeys.contains(key) {
            throw ControlFailure(
                .badRequest, "unknown key \"\(key)\"", hint: "known keys: \(knownKeys.joined(separator: ", "))"
            )
        }
        self.object = object
    }

    var isEmpty: Bool { object.isEmpty }

    func has(_ key: String) -> Bool { object[key].map { !$0.isNull } ?? false }

    func text(_ key: String) throws -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.stringValue else { throw wrong(key, "a text") }
        return text
    }

    func requiredText(_ key: String) throws -> String {
        guard let text = try text(key), !text.isEmpty else {
            throw ControlFailure(.badRequest, "\"\(key)\" is missing")
        }
        return text
    }

    func int(_ key: String) throws -> Int? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let number = value.intValue else { throw wrong(key, "a whole number") }
        return number
    }

    func double(_ key: String) throws -> Double? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let number = value.doubleValue else { throw wrong(key, "a number") }
        return number
    }

    func bool(_ key: String) throws -> Bool? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let flag = value.boolValue else { throw wrong(key, "true or false") }
        return flag
    }

    /// A duration as Go text.
    func duration(_ key: String) throws -> Duration? {
        guard let text = try text(key) else { return nil }
        guard let duration = GoDuration(text) else { throw wrong(key, "a duration such as \"5m\" or \"1.5s\"") }
        return duration.duration
    }

    func time(_ key: String) throws -> Timestamp? {
        guard let text = try text(key) else { return nil }
        guard let time = Timestamp(rfc3339: text) else { throw wrong(key, "a time as in RFC 3339") }
        return time
    }

    private func wrong(_ key: String, _ kind: String) -> ControlFailure {
        ControlFailure(.badRequest, "\"\(key)\" is not \(kind)")
    }
}
