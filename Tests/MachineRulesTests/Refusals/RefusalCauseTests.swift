import OrderedJSON
import Testing

@testable import MachineRules

@Suite("The table of refusals")
struct RefusalCauseTests {
    @Test("has a text and no brace left in it once the placeholders have values", arguments: RefusalCause.allCases)
    func filled(cause: RefusalCause) {
        let row = cause.row
        #expect(!row.text.isEmpty)
        #expect(row.placeholders.allSatisfy { $0.wholeMatch(of: /[a-z]+/) != nil }, "\(row.placeholders)")
        #expect(Set(row.placeholders).count == row.placeholders.count)
        let text = row.text(with: row.placeholders.map { (key: $0, value: "<\($0)>") })
        #expect(!text.contains("{") && !text.contains("}"))
        for name in row.placeholders { #expect(text.contains("<\(name)>")) }
    }

    @Test("has one row for each cause, and no two that answer the same")
    func distinct() {
        let rows = RefusalCause.allCases.map(\.row)
        #expect(Set(rows.map { "\($0.kind.httpStatus) \($0.text)" }).count == rows.count)
    }

    @Test("keeps the status that a prefix stands for", arguments: RefusalCause.allCases)
    func prefixes(cause: RefusalCause) {
        let kinds: [String: Refusal.Kind] = [
            "invalid_argument": .invalidArgument, "not_found": .notFound, "already_exists": .conflict,
            "aborted": .conflict, "failed_precondition": .failedPrecondition, "deadline_exceeded": .timeout,
            "unavailable": .unavailable,
        ]
        let row = cause.row
        if let kind = row.text.split(separator: ":").first.flatMap({ kinds[String($0)] }) {
            #expect(row.kind == kind)
        }
    }

    @Test("fills in values as they are, whatever is in them")
    func values() {
        #expect(Refusal(.machineIDMalformed, ["id": "{id} {x}"]).text == "invalid machine ID, '{id} {x}'")
        #expect(
            Refusal(.durationUnitUnknown, ["text": #""1{unit}""#, "unit": #""d""#]).text
                == #"time: unknown unit "d" in duration "1{unit}""#)
    }

    @Test("shows a placeholder that has no value")
    func missing() {
        #expect(RefusalCause.volumeClaimed.row.text(with: [:] as KeyValuePairs).hasSuffix("by machine {machine}"))
    }

    @Test("carries the code that clients look for")
    func codes() {
        #expect(Refusal(.appNameTaken).status == "name_taken")
        #expect(Refusal(.candidateHostNotFound).status == "insufficient_capacity")
        #expect(Refusal(.appNotFound) == Refusal(.notFound, "app not found"))
    }

    @Test(
        "says what is no JSON in the parser's words",
        arguments: [
            .empty, .truncated, .unexpected(character: "'}'", place: "looking for beginning of value"), .tooDeep,
        ] as [JSONSyntaxError])
    func syntax(error: JSONSyntaxError) {
        #expect(Refusal(error) == Refusal(.invalidArgument, error.description))
    }
}
