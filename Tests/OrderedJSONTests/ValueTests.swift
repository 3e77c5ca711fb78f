import OrderedJSON
import Testing

@Suite("A JSON value")
struct ValueTests {
    @Test("is equal to another by meaning: the order of keys does not count, the text of numbers does")
    func equality() {
        let left: JSON = ["a": 1, "b": ["c": true]]
        let right: JSON = ["b": ["c": true], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1])
        #expect(JSON.number(JSONNumber(text: "1.0")) != 1)
    }

    @Test("takes keys away, replaces them in their place, and lays defaults over what is missing only")
    func changes() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = nil
        object["a"] = 9
        object["d"] = 4
        object.setDefault("c", 0)
        object.setDefault("e", 5)
        #expect(JSON.object(object).text == #"{"a":9,"c":3,"d":4,"e":5}"#)
    }

    @Test(
        "made of a double is written as shortly as it can be",
        arguments: [(1.0, "1"), (-2.5, "-2.5"), (1e300, "1e+300"), (.infinity, "null"), (.nan, "null")]
    )
    func doubles(value: Double, text: String) {
        #expect(JSON.double(value).text == text)
    }

    @Test("tells its kind in Go's words")
    func kinds() {
        let values: [JSON] = [nil, true, 1, "a", [], [:]]
        #expect(values.map(\.kind) == ["null", "bool", "number", "string", "array", "object"])
    }

    @Test("is written over several lines for people")
    func pretty() {
        let value: JSON = ["a": [1, 2], "b": [:], "c": []]
        #expect(value.prettyText == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}")
    }
}

@Suite("The JSON writer")
struct WriterTests {
    @Test("puts the commas and splices what is JSON already")
    func writes() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("a", 1)
        writer.field("b", "x\"\u{1}\u{1F}\n")
        writer.key("c")
        writer.raw(#"{"raw":[1]}"#.utf8)
        writer.key("d")
        writer.beginArray()
        writer.bool(true)
        writer.null()
        writer.value(["e": 2])
        writer.beginObject()
        writer.endObject()
        writer.endArray()
        writer.field("f", false)
        writer.endObject()
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text == #"{"a":1,"b":"x\"\u0001\u001f\n","c":{"raw":[1]},"d":[true,null,{"e":2},{}],"f":false}"#)
        #expect(try JSON(parsing: text)["b"] == "x\"\u{1}\u{1F}\n")
    }
}
