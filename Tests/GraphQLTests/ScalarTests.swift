import GraphQL
import OrderedJSON
import Testing

@Suite("3.5 Scalars")
struct ScalarTests {
    @Test(
        "values come in",
        arguments: [
            (ScalarCoding.int, 5, 5), (.int, 2_147_483_647, 2_147_483_647), (.int, 2_147_483_648, nil),
            (.int, 1.5, nil),
            (.int, "5", nil), (.int, true, nil), (.float, 1, 1), (.float, 1.5, 1.5), (.float, "1", nil),
            (.string, "a", "a"), (.string, 1, nil), (.boolean, false, false), (.boolean, 0, nil),
            (.boolean, "true", nil),
            (.id, "a", "a"), (.id, 5, "5"), (.id, 1.5, nil), (.id, true, nil), (.bigInt, "12", 12), (.bigInt, -7, -7),
            (.bigInt, "x", nil), (.bigInt, 1.5, nil), (.bigInt, "", nil), (.text, "2023", "2023"), (.text, 5, nil),
            (.json, ["a": [1]], ["a": [1]]),
        ] as [(ScalarCoding, JSON, JSON?)])
    func input(_ coding: ScalarCoding, _ value: JSON, _ expected: JSON?) { #expect(coding.input(value) == expected) }

    @Test(
        "values go out",
        arguments: [
            (ScalarCoding.int, 5, 5), (.int, .number(JSONNumber(text: "5.0")), 5), (.int, 5_000_000_000, nil),
            (.int, "5", nil), (.float, 1.5, 1.5), (.float, nil, nil), (.string, 5, "5"), (.string, true, "true"),
            (.string, [], nil), (.boolean, true, true), (.boolean, "x", nil), (.id, 5, "5"), (.id, "x", "x"),
            (.bigInt, 5, "5"), (.bigInt, "123456789012345678901", "123456789012345678901"), (.bigInt, "a", nil),
            (.text, "t", "t"), (.json, [1], [1]),
        ] as [(ScalarCoding, JSON, JSON?)])
    func output(_ coding: ScalarCoding, _ value: JSON, _ expected: JSON?) { #expect(coding.output(value) == expected) }
}
