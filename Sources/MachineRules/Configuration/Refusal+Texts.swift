import OrderedJSON

/// The texts several rules share.
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

    /// A field that must be there: `invalid_argument: config.image is required` (chosen).
    static func required(_ path: String) -> Refusal {
        Refusal(.invalidArgument, "invalid_argument: \(path) is required")
    }
}
