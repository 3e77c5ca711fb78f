import GraphQL
import GraphQLSamples
import OrderedJSON

/// Answers mutated documents and measures each: `GraphQLFuzz [count] [seed]`. It prints what became of them and the
/// slowest, and fails when one took longer than 50 ms, which only means something in a release build.
@main
enum GraphQLFuzz {
    private static let longest = Duration.milliseconds(50)

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let count = arguments.first ?? 100_000
        let seed = UInt64(arguments.dropFirst().first ?? 1)
        let executable = try SmallSchema.executable()
        var answered = 0
        var slowest = (time: Duration.zero, text: "")
        for text in MutatedDocuments(seed: seed).prefix(count) {
            var (time, response) = await measure(text, executable)
            // Another process may have had the processor: what is slow by itself is slow again.
            for _ in 0..<3 where time > longest { time = min(time, await measure(text, executable).time) }
            if response["data"] != nil { answered += 1 }
            guard response["data"] != nil || response["errors"]?.arrayValue?.isEmpty == false else {
                throw Unanswered(text: text)
            }
            if time > slowest.time { slowest = (time, text) }
        }
        print("\(count) documents of seed \(seed): \(answered) with data, \(count - answered) refused")
        let beginning = slowest.text.prefix(200).debugDescription
        print("slowest: \(slowest.time), a document of \(slowest.text.utf8.count) bytes that begins \(beginning)")
        guard slowest.time <= longest else { throw TooSlow(time: slowest.time, text: slowest.text) }
    }

    private static func measure(
        _ text: String, _ executable: Executable<World>
    ) async -> (time: Duration, response: JSON) {
        let clock = ContinuousClock()
        let request = OperationRequest(query: text, variables: MutatedDocuments.variables)
        var response = JSON.null
        let time = await clock.measure { response = await executable.execute(request, context: World()) }
        return (time, response)
    }

    private struct Unanswered: Error {
        let text: String
    }

    private struct TooSlow: Error {
        let time: Duration
        let text: String
    }
}
