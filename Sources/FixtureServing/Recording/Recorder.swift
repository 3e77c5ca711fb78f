import Fixtures
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The recording that is being made: takes the secrets out of each exchange, and puts it into the file.
///
/// Exchanges stand in the file in the order in which they ended, which is the order in which the real service had done
/// what they asked for, and the only one in which each can be on disk when its client has the answer: a stream may take
/// hours. HAR readers sort by the time of the beginning, which every entry has.
///
/// What looks like a secret after that stops the recording for good: the exchange is not written, and neither is any
/// that comes after it.
final class Recorder: Sendable {
    private struct State {
        /// Nil once the recording is closed.
        var file: RecordingFile?
        var count: Int
        var redactor: Redactor
        var stop: String?
        /// Where the recording is made until it has an entry to put in an older one's place; nil once it is there.
        var draft: String?
    }

    let path: String
    private let logger: Logger
    private let state: Mutex<State>
    /// What the file held before.
    let document: HARDocument?

    /// - Parameter isFresh: whether what the file held before is thrown away; it is with the first exchange.
    /// - Throws: ``FixtureFailure`` for a file that cannot be added to.
    init(_ path: String, version: String, isFresh: Bool, logger: Logger) throws(FixtureFailure) {
        self.path = path
        self.logger = logger
        let draft = isFresh ? path + ".new" : nil
        // Where there is none, none has to go; what else is wrong, the opening tells.
        if let draft { unlink(draft) }
        do throws(RecordingDamage) {
            let (file, document, cut) = try RecordingFile.appending(to: draft ?? path, version: version)
            if let cut { logger.warning("\(cut), and was cut off; the recording goes on behind the entries before it") }
            self.document = document
            state = Mutex(
                State(file: file, count: file.count, redactor: Redactor(continuing: document), draft: draft))
        } catch {
            throw FixtureFailure(error.description)
        }
    }

    /// How many exchanges the file has.
    var count: Int { state.withLock(\.count) }

    /// Why nothing is recorded any more, in one line; nil while all is well.
    var stop: String? { state.withLock(\.stop) }

    /// Learns the secrets of a request: the token it carries, the values it sets. Others that are under way at the same
    /// time may repeat them, and may be written first.
    func learn(_ request: RecordedRequest) {
        let unanswered = Interaction(startedAt: "", request: request, response: RecordedResponse(status: 0))
        state.withLock { state in
            // What cannot be written is found when it is to be.
            _ = try? state.redactor.redact(unanswered)
        }
    }

    /// Adds an exchange to the file.
    func write(_ interaction: Interaction) {
        let text: String? = state.withLock { state in
            guard state.stop == nil, let file = state.file else { return nil }
            do {
                try file.append(try state.redactor.redact(interaction))
                state.count = file.count
                guard let draft = state.draft else { return nil }
                state.draft = nil
                if rename(draft, path) == 0 { return nil }
                return stop(&state, interaction.request, "\(draft) cannot take its place")
            } catch {
                return stop(&state, interaction.request, "\(error)")
            }
        }
        if let text { logger.error("\(text)") }
    }

    /// Stops the recording because of an exchange that cannot be written.
    func stop(_ request: RecordedRequest, _ reason: String) {
        let text = state.withLock { state in state.stop == nil ? stop(&state, request, reason) : nil }
        if let text { logger.error("\(text)") }
    }

    /// Lets go of the file, which another recorder can then add to. Nothing is left of a recording without an entry that
    /// was to replace another.
    func close() {
        let draft = state.withLock { state in
            state.file = nil
            return state.draft
        }
        // There is nobody to tell.
        if let draft { unlink(draft) }
    }

    /// The request is named by its method and its host: the rest of it may be the very secret.
    private func stop(_ state: inout State, _ request: RecordedRequest, _ reason: String) -> String {
        let host = request.url.split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
        let text =
            "\(path): stopped recording before entry \(state.count + 1), a \(request.method) to \(host): \(reason)"
        state.stop = text
        return text
    }
}
