package import OrderedJSON

/// The refusals that are made of other values than texts.
extension Refusal {
    /// What is no JSON, in the words of Go's `encoding/json`.
    package init(_ error: JSONSyntaxError) {
        switch error {
        case .empty: self.init(.bodyMissing)
        case .truncated: self.init(.bodyTruncated)
        case .unexpected(let character, let place):
            self.init(.bodyNotJSON, ["character": character, "place": place])
        case .tooDeep: self.init(.bodyTooDeep)
        }
    }

    /// A type error of Go's `encoding/json`; of a number that does not fit its type, the number's text is part of it.
    static func unmarshalling(_ value: JSON, into target: String, of type: String) -> Refusal {
        var kind = value.kind
        if case .number(let number) = value, type.hasPrefix("int") || type.hasPrefix("uint") || type.hasPrefix("float"),
            type != "interface {}"
        {
            kind = "number \(number.text)"
        }
        return Refusal(.typeMismatch, ["kind": kind, "target": target, "type": type])
    }

    /// A field that allows a few values only: `invalid config.guest.cpu_kind, must be one of [shared performance]`, the
    /// list in Go's form.
    package static func invalid(_ field: String, mustBeOneOf choices: [some CustomStringConvertible]) -> Refusal {
        let list = choices.map(\.description).joined(separator: " ")
        return Refusal(.notListed, ["field": field, "choices": list])
    }

    /// A field that must be there: `invalid_argument: config.image is required`.
    package static func required(_ field: String) -> Refusal {
        Refusal(.fieldRequired, ["field": field])
    }
}
