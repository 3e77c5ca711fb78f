package import OrderedJSON

/// How the values of a scalar type come in and go out (specification section 3.5).
package struct ScalarCoding: Sendable {
    /// Turns a variable's or literal's value into what resolvers see; nil refuses it. Never asked about null.
    package let input: @Sendable (JSON) -> JSON?
    /// Turns what a resolver gave into what the client sees; nil refuses it. Never asked about null.
    package let output: @Sendable (JSON) -> JSON?
    /// Whether lists, objects and bare enum names are literals of this scalar; a bare name means its text.
    package let takesAnyLiteral: Bool

    package init(
        takesAnyLiteral: Bool = false,
        input: @escaping @Sendable (JSON) -> JSON?,
        output: @escaping @Sendable (JSON) -> JSON?
    ) {
        self.takesAnyLiteral = takesAnyLiteral
        self.input = input
        self.output = output
    }
}

extension ScalarCoding {
    /// Whole numbers of 32 bits. Coming in, `1.0` is refused as graphql-ruby does; going out it is 1.
    package static let int = ScalarCoding(
        input: { $0.intValue.flatMap(Int32.init(exactly:)).map(JSON.int) },
        output: {
            ($0.intValue.flatMap(Int32.init(exactly:)) ?? $0.doubleValue.flatMap(Int32.init(exactly:))).map(JSON.int)
        }
    )

    /// Numbers, in their own text.
    package static let float = ScalarCoding(input: finiteNumber, output: finiteNumber)

    /// Text coming in; text, numbers and booleans going out as text.
    package static let string = ScalarCoding(
        input: { $0.stringValue.map(JSON.string) },
        output: { value in
            switch value {
            case .string: value
            case .number(let number): .string(number.text)
            case .bool(let flag): .string(flag ? "true" : "false")
            case .null, .array, .object: nil
            }
        }
    )

    package static let boolean = ScalarCoding(
        input: { $0.boolValue.map(JSON.bool) }, output: { $0.boolValue.map(JSON.bool) })

    /// Text or a whole number; text for resolvers and for clients.
    package static let id = ScalarCoding(input: identifier, output: identifier)

    /// Whole numbers of any size: text or number coming in, a number for resolvers, always text going out, because
    /// JavaScript would lose digits.
    package static let bigInt = ScalarCoding(
        input: { wholeNumber($0).map { .number(JSONNumber(text: $0)) } },
        output: { wholeNumber($0).map(JSON.string) }
    )

    /// A point in time as ISO 8601 text; the text itself is not looked into.
    package static let text = ScalarCoding(
        input: { $0.stringValue.map(JSON.string) }, output: { $0.stringValue.map(JSON.string) })

    /// Any value, inline.
    package static let json = ScalarCoding(takesAnyLiteral: true, input: { $0 }, output: { $0 })

    /// What a schema's custom scalars mean when nothing else is said: graphql-ruby's library scalars by their names.
    /// A scalar that is in no table takes any value.
    package static let wellKnown: [String: ScalarCoding] = [
        "BigInt": .bigInt,
        "ISO8601DateTime": .text,
        "ISO8601Date": .text,
        "JSON": .json,
    ]

    /// The five scalars every schema has (specification section 3.5.1 to 3.5.5).
    static let builtIn: [String: ScalarCoding] = [
        "Int": .int, "Float": .float, "String": .string, "Boolean": .boolean, "ID": .id,
    ]

    private static func finiteNumber(_ value: JSON) -> JSON? {
        guard let double = value.doubleValue, double.isFinite else { return nil }
        return value
    }

    private static func identifier(_ value: JSON) -> JSON? {
        switch value {
        case .string: value
        case .number(let number): isWhole(number.text) ? .string(number.text) : nil
        case .null, .bool, .array, .object: nil
        }
    }

    private static func wholeNumber(_ value: JSON) -> String? {
        switch value {
        case .string(let text): isWhole(text) ? text : nil
        case .number(let number): isWhole(number.text) ? number.text : nil
        case .null, .bool, .array, .object: nil
        }
    }

    private static func isWhole(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
