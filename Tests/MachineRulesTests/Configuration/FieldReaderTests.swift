import OrderedJSON
import Testing

@testable import MachineRules

@Suite("Reading fields of a request")
struct FieldReaderTests {
    private func reader(_ text: String) throws -> FieldReader {
        try FieldReader(document: JSON(parsing: text), type: "CreateMachineRequest")
    }

    @Test("gives what is there, and nil for what is absent or null")
    func values() throws {
        let body = try reader(
            #"{"s":"x","i":-3,"d":1.5,"b":true,"o":{"k":1},"a":[1],"t":["a",null],"w":"1m","n":5,"z":null}"#)
        #expect(try body.string("s") == "x")
        #expect(try body.int("i") == -3)
        #expect(try body.double("d") == 1.5)
        #expect(try body.bool("b") == true)
        #expect(try body.object("o")?["k"] == 1)
        #expect(try body.array("a") == [1])
        #expect(try body.strings("t") == ["a", ""])
        #expect(try body.duration("w")?.text == "1m0s")
        #expect(try body.duration("n")?.nanoseconds == 5)
        for key in ["z", "absent"] {
            #expect(try body.string(key) == nil)
            #expect(try body.int(key) == nil)
            #expect(try body.double(key) == nil)
            #expect(try body.bool(key) == nil)
            #expect(try body.object(key) == nil)
            #expect(try body.array(key) == nil)
            #expect(try body.strings(key) == nil)
            #expect(try body.duration(key) == nil)
        }
    }

    @Test("refuses a body that is no object", arguments: [("[]", "array"), ("3", "number"), ("\"x\"", "string")])
    func body(text: String, kind: String) throws {
        let error = "json: cannot unmarshal \(kind) into Go value of type main.stopRequest"
        let document = try JSON(parsing: text)
        #expect(throws: Refusal(.invalidArgument, error)) {
            try FieldReader(document: document, type: "stopRequest")
        }
    }

    @Test("takes null for a body without fields")
    func nullBody() throws {
        #expect(try FieldReader(document: .null, type: "stopRequest").string("signal") == nil)
    }

    @Test("refuses wrong kinds in Go's words")
    func kinds() throws {
        let body = try reader(#"{"s":"x","f":1.50,"e":1e2,"big":9223372036854775808,"a":["x",7]}"#)
        let field = "Go struct field CreateMachineRequest"
        expect("json: cannot unmarshal number 1.50 into \(field).f of type int") { try body.int("f") }
        expect("json: cannot unmarshal number 1e2 into \(field).e of type int") { try body.int("e") }
        expect("json: cannot unmarshal number 9223372036854775808 into \(field).big of type int") {
            try body.int("big")
        }
        expect("json: cannot unmarshal string into \(field).s of type int") { try body.int("s") }
        expect("json: cannot unmarshal string into \(field).s of type uint64") { try body.int("s", of: "uint64") }
        expect("json: cannot unmarshal string into \(field).s of type float64") { try body.double("s") }
        expect("json: cannot unmarshal string into \(field).s of type bool") { try body.bool("s") }
        expect("json: cannot unmarshal number into \(field).f of type string") { try body.string("f") }
        expect("json: cannot unmarshal string into \(field).s of type []string") { try body.strings("s") }
        expect("json: cannot unmarshal number into \(field).a of type string") { try body.strings("a") }
        expect("json: cannot unmarshal string into \(field).s of type []interface {}") { try body.array("s") }
        expect("json: cannot unmarshal string into \(field).s of type fly.MachineConfig") {
            try body.nested("s", type: "MachineConfig")
        }
    }

    @Test("names the innermost struct and the whole path of a nested field")
    func nested() throws {
        let body = try reader(#"{"config":{"guest":{"cpus":"two"}}}"#)
        let config = try #require(try body.nested("config", type: "MachineConfig"))
        let guest = try #require(try config.nested("guest", type: "MachineGuest"))
        expect("json: cannot unmarshal string into Go struct field MachineGuest.config.guest.cpus of type int") {
            try guest.int("cpus")
        }
    }

    private func expect(
        _ text: String, at location: SourceLocation = #_sourceLocation, _ body: () throws -> (some Any)?
    ) {
        #expect(throws: Refusal(.invalidArgument, text), sourceLocation: location) { _ = try body() }
    }
}
