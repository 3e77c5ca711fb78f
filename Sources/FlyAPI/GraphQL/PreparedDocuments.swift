import GraphQL
import Synchronization

/// Documents that were parsed and validated before, by their text: clients send the same few again and again.
///
/// Two generations make it bounded without a list of uses: what was not asked for during a whole generation is forgotten
/// with it. Documents with errors are not kept, since each is usually sent once.
final class PreparedDocuments: Sendable {
    typealias Document = PreparedDocument<GraphQLContext>

    private struct Generations {
        var young: [String: Document] = [:]
        var old: [String: Document] = [:]
    }

    /// Longer documents are rare and would make the cache heavy.
    private static let longestKept = 8 * 1024

    private let generations = Mutex(Generations())
    private let generationSize: Int

    /// - Parameter generationSize: at most twice as many documents are held.
    init(generationSize: Int) {
        self.generationSize = generationSize
    }

    /// The document of this text, prepared now if it is not known.
    func document(
        _ text: String,
        prepare: (String) throws(RequestFailure) -> Document
    ) throws(RequestFailure) -> Document {
        if let known = find(text) { return known }
        let document = try prepare(text)
        if text.utf8.count <= Self.longestKept { keep(document, for: text) }
        return document
    }

    /// How many documents are held.
    var count: Int {
        generations.withLock { generations in
            generations.young.count + generations.old.keys.count { generations.young[$0] == nil }
        }
    }

    private func find(_ text: String) -> Document? {
        let found = generations.withLock { ($0.young[text], $0.old[text]) }
        if let young = found.0 { return young }
        guard let old = found.1 else { return nil }
        keep(old, for: text)
        return old
    }

    private func keep(_ document: Document, for text: String) {
        generations.withLock { generations in
            if generations.young.count >= generationSize {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[text] = document
        }
    }
}
