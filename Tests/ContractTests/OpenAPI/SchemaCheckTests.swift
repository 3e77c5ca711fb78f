import OrderedJSON
import Testing

/// The checker is only worth something when it finds what is wrong.
@Suite struct `Checking a value against a schema` {
    private static let document = APIDocument(root: [
        "components": [
            "schemas": [
                "Word": ["type": "string", "enum": ["ok", "unknown"]],
                "Thing": [
                    "type": "object", "required": ["id"],
                    "properties": [
                        "id": ["type": "string"], "size": ["type": "integer", "minimum": 1],
                        "state": ["allOf": [["$ref": "#/components/schemas/Word"]]],
                        "owner": ["type": "string", "nullable": true],
                        "labels": ["type": "object", "additionalProperties": ["type": "string"]],
                        "parts": ["type": "array", "items": ["$ref": "#/components/schemas/Thing"]],
                        "flag": ["anyOf": [["type": "boolean"], ["$ref": "#/components/schemas/Word"]]],
                        "made": ["type": "string", "format": "date-time"],
                    ],
                ],
            ]
        ]
    ])

    private static func violations(_ value: JSON) -> [String] {
        SchemaCheck(document: document).violations(of: value, against: ["$ref": "#/components/schemas/Thing"])
    }

    @Test func `a valid value passes`() {
        let value: JSON = [
            "id": "a", "size": 1, "state": "ok", "owner": nil, "labels": ["a": "b"], "parts": [["id": "b"]],
            "flag": true, "made": "2026-08-01T12:00:00.123Z",
        ]
        #expect(Self.violations(value) == [])
    }

    @Test(arguments: [
        ("{}", ".id is missing"),
        ("[]", "the body is array, not object"),
        (#"{"id":1}"#, ".id is number, not string"),
        (#"{"id":null}"#, ".id is null, not string"),
        (#"{"id":"a","size":1.5}"#, ".size is number, not integer"),
        (#"{"id":"a","size":0}"#, ".size is under 1.0"),
        (#"{"id":"a","state":"odd"}"#, ".state is none of the enumerated values"),
        (#"{"id":"a","labels":{"a":1}}"#, ".labels.a is number, not string"),
        (#"{"id":"a","parts":[{"id":"b"},{}]}"#, ".parts[1].id is missing"),
        (#"{"id":"a","flag":"odd"}"#, ".flag fits 0 of anyOf"),
        (#"{"id":"a","made":"yesterday"}"#, ".made is no RFC 3339 time"),
        (#"{"id":"a","Size":1}"#, ".Size is not in the document"),
    ])
    func `an invalid value is told where it is wrong`(text: String, wrong: String) throws {
        #expect(Self.violations(try JSON(parsing: Array(text.utf8))) == [wrong])
    }
}
