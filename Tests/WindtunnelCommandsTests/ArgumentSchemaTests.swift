import OrderedJSON
import Testing

@testable import WindtunnelCommands

@Suite("Values on a command line, by a tool's schema")
struct ArgumentSchemaTests {
    private static let optionalCount: JSON = ["anyOf": [["type": "integer"], ["type": "null"]], "default": nil]

    @Test(
        "are read as what the tool takes",
        arguments: [
            (["type": "string"], "5", "5"), ([:], "5", "5"), (["type": "number"], "1.50", .number(.init(text: "1.50"))),
            (["type": "integer"], "-3", -3), (["type": "boolean"], "true", true),
            (["type": "array", "items": ["type": "string"]], #"["a"]"#, ["a"]),
            (["type": "object"], #"{"a":1}"#, ["a": 1]), (["type": ["integer", "null"]], "null", nil),
            (["type": ["string", "integer"]], "5", "5"), (optionalCount, "7", 7), (optionalCount, "null", nil),
            (["enum": ["name", "size"]], "size", "size"), (["enum": [1, 2]], "2", 2),
            (["anyOf": [[:], ["type": "integer"]]], "5", "5"), (["$ref": "#/$defs/Level"], "3", 3),
            (["$ref": "#/$defs/Itself"], "3", "3"), (["$ref": "#/$defs/Nowhere"], "3", "3"),
        ] as [(JSON, String, JSON)])
    func value(property: JSON, text: String, value: JSON) throws {
        let schema = ArgumentSchema([
            "properties": ["x": property],
            "$defs": ["Level": ["type": "integer"], "Itself": ["$ref": "#/$defs/Itself"]],
        ])
        #expect(try schema.value(of: text, for: "x") == value)
    }

    @Test(
        "are refused where they are nothing of the kind",
        arguments: [
            (["type": "number"], "five", "x has to be a number, not \"five\""),
            (["type": "integer"], "1.5", "x has to be a whole number, not \"1.5\""),
            (["type": "boolean"], "yes", "x has to be true or false, not \"yes\""),
            (["type": "array"], "a", "x has to be a JSON array, not \"a\""),
            (optionalCount, "", "x has to be a whole number or null, not \"\""),
        ] as [(JSON, String, String)])
    func refusal(property: JSON, text: String, words: String) {
        #expect(throws: CommandFailure.usage(words)) {
            try ArgumentSchema(["properties": ["x": property]]).value(of: text, for: "x")
        }
    }

    @Test("names keep the tool's order")
    func names() {
        let schema = ArgumentSchema(["properties": ["b": [:], "a": [:]], "required": ["a"]])
        #expect(schema.names == ["b", "a"])
        #expect(schema.requires("a") && !schema.requires("b"))
    }
}
