import ArgumentParser
import Fixtures
import FlyClient
import OrderedJSON

/// What a comparison is made with, and what counts in it.
struct DiffOptions: ParsableArguments {
    @Option(help: "local, real or a URL.")
    var target = "local"

    @Option(help: ArgumentHelp("The API token for a URL (default: FLY_API_TOKEN)."))
    var token: String?

    @Option(
        help: ArgumentHelp(
            "recorded or none: whether to wait as the recording did (default: recorded, in a world's own time if it can be)."
        ))
    var pace: Pace?

    @Option(help: ArgumentHelp("The profile of the local emulator: instant, realistic or a file.", valueName: "name"))
    var profile = "instant"

    @Flag(help: "Let the local emulator run processes where a machine's configuration asks for it.")
    var allowProcesses = false

    @Option(
        help: ArgumentHelp(
            "What does not count, as often as need be.",
            discussion: """
                A JSON pointer into bodies (/config/image, * for any key or index), a place as reports name it \
                (status, "header retry-after"), or a key at any depth.
                """, valueName: "place"))
    var ignore: [String] = []

    @Option(
        help: ArgumentHelp(
            "A rules file as serve --match reads it: ignore_fields, body and headers count for answers.",
            valueName: "file"))
    var match: String?

    @Option(help: ArgumentHelp("Another name for one of the recording, such as an app's.", valueName: "recorded=other"))
    var rename: [KeyValue] = []

    enum Pace: String, CaseIterable, ExpressibleByArgument {
        case recorded
        case none
    }

    mutating func validate() throws {
        guard ["local", "real"].contains(target) || FlyEndpoints.isValid(target) else {
            throw ValidationError("--target is local, real or an http(s) URL, not \"\(target)\".")
        }
        if let token, FlyToken(token) == nil { throw ValidationError("--token holds no token.") }
    }

    /// What is compared of answers.
    func comparison(in context: CommandContext) throws(CommandFailure) -> ResponseComparison {
        var rules = MatchRules.standard
        if let match {
            let document = try context.document(in: match)
            do throws(MatchRules.RuleError) {
                rules = try MatchRules(json: document)
            } catch {
                throw .usage("\(match): \(error)")
            }
        }
        var ignored = IgnoredPlaces(fields: rules.ignoredFields)
        for place in ignore { ignored.insert(place) }
        return ResponseComparison(headers: rules.headers, body: rules.body, ignored: ignored)
    }
}
