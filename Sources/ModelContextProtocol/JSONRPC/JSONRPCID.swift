package import OrderedJSON

/// The id that ties a reply to its request: a string or a whole number, handed back with the type and value it came
/// with. Zero is an id like any other; null and fractions are none.
package enum JSONRPCID: Sendable, Hashable {
    case string(String)
    case number(JSONNumber)

    /// Nil when the value cannot be an id. Whole numbers beyond 2^53 are refused, as JavaScript peers refuse them.
    package init?(_ value: JSON) {
        switch value {
        case .string(let text): self = .string(text)
        case .number(let number):
            let double = number.double
            guard double == double.rounded(), abs(double) <= 9_007_199_254_740_991 else { return nil }
            self = .number(number)
        default: return nil
        }
    }

    /// As it came.
    package var json: JSON {
        switch self {
        case .string(let text): .string(text)
        case .number(let number): .number(number)
        }
    }
}
