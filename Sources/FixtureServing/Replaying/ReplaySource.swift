import Fixtures
import FoundationEssentials
import OrderedJSON

/// What a replay begins with: a recording, what records beside it, or both.
struct ReplaySource {
    let recording: HARDocument
    /// Whether there is anything to replay.
    let hadFile: Bool
    /// Nil where nothing is ever recorded.
    let recorder: RecordingProxy?

    /// - Throws: for a file that is not there and nothing to make it of, and for one that cannot be read.
    init(
        _ settings: FixtureSettings, _ mode: ReplayMode, _ surroundings: FixtureServer.Surroundings
    ) throws(FixtureFailure) {
        switch mode {
        case .none: try self.init(reading: settings)
        case .once where FileManager.default.fileExists(atPath: settings.file):
            try self.init(reading: settings)
            // Whoever was told to end before the first request is asked again.
            if recording.entries.isEmpty, settings.upstreams != nil {
                self.init(recorder: try RecordingProxy(settings, surroundings))
            }
        case .once:
            guard settings.upstreams != nil else {
                throw FixtureFailure("\(settings.file): there is no such recording; --upstream URL makes one")
            }
            self.init(recorder: try RecordingProxy(settings, surroundings))
        case .newEpisodes: self.init(recorder: try RecordingProxy(settings, surroundings))
        case .all: self.init(recorder: try RecordingProxy(settings, surroundings, isFresh: true))
        }
    }

    private init(reading settings: FixtureSettings) throws(FixtureFailure) {
        do throws(RecordingDamage) {
            recording = try RecordingFile.read(settings.file)
            try recording.check()
        } catch {
            throw FixtureFailure(error.file == nil ? "\(settings.file): \(error)" : error.description)
        }
        hadFile = true
        recorder = nil
    }

    private init(recorder: RecordingProxy) {
        recording = recorder.document ?? .empty
        hadFile = recorder.document.map { !$0.entries.isEmpty } ?? false
        self.recorder = recorder
    }
}

extension MatchRules {
    /// The rules of the file that settings name, the usual ones without one.
    /// - Throws: for a file that cannot be read, is no JSON or holds what is no rule.
    init(_ settings: FixtureSettings) throws(FixtureFailure) {
        guard let path = settings.rulesFile else {
            self = .standard
            return
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FixtureFailure("\(path): the rules cannot be read")
        }
        do {
            self = try MatchRules(json: try JSON(parsing: data))
        } catch let error as RuleError {
            throw FixtureFailure("\(path): \(error)")
        } catch {
            throw FixtureFailure("\(path): the rules are no JSON: \(error)")
        }
    }
}
