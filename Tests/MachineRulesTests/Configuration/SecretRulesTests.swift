import Testing

@testable import MachineRules

@Suite("Names and values of secrets")
struct SecretRulesTests {
    @Test("Letters, digits and underscores make a name", arguments: ["A", "_", "token", "DATABASE_URL", "A1", "_9"])
    func legalName(name: String) throws {
        try SecretRules.validateName(name)
    }

    @Test(
        "Anything else makes none",
        arguments: ["", "1A", "A-B", "A.B", "A B", "Ä", "A\n", "A=B", "@", "[", "`", "{", "A\0"])
    func illegalName(name: String) {
        let text = "invalid secret name '\(name)', must match ^[a-zA-Z_][a-zA-Z0-9_]*$"
        #expect(throws: Refusal(.invalidArgument, text)) { try SecretRules.validateName(name) }
    }

    @Test("A key's name may begin with a digit and have dashes", arguments: ["a", "9", "signing-v2", "_", "-"])
    func legalKeyName(name: String) throws {
        try SecretRules.validateKeyName(name)
    }

    @Test("but has no other signs", arguments: ["", "a/b", "a:b", "a,b", "a b", "é", "a.b"])
    func illegalKeyName(name: String) {
        let text = "invalid secret key name '\(name)', must match ^[a-zA-Z0-9_-]+$"
        #expect(throws: Refusal(.invalidArgument, text)) { try SecretRules.validateKeyName(name) }
    }

    @Test("A value may be any text without a NUL")
    func values() throws {
        for value in ["", "x", "a\nb", "=", "🎈"] { try SecretRules.validateValue(value, at: "value") }
        #expect(throws: Refusal(.invalidArgument, "invalid values.A, must not contain a NUL character")) {
            try SecretRules.validateValue("a\0b", at: "values.A")
        }
    }

    @Test("A version is there from its own number on")
    func versions() throws {
        try SecretRules.requireVersion(0, current: 0)
        try SecretRules.requireVersion(2, current: 3)
        #expect(
            throws: Refusal(
                .failedPrecondition, "failed_precondition: secrets version 4 is not available, currently 3")
        ) {
            try SecretRules.requireVersion(4, current: 3)
        }
    }
}
