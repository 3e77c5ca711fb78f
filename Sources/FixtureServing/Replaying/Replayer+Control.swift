import Fixtures
import OrderedJSON
import Simulation

extension Replayer {
    /// `{"purpose":"replay","file","mode","pace","spy","keep_times","entries","hits","missed","misses","spied",
    /// "unused","recorded","stopped"}`; the run is the world's.
    func document(in world: World) -> JSON {
        let (mode, isSpy, pace, recorder) = present
        var document: JSONObject = [
            "purpose": "replay", "file": .string(settings.file), "mode": .string(mode.rawValue),
            "pace": .string(pace.rawValue), "spy": .bool(isSpy), "keep_times": .bool(settings.keepsTimes),
        ]
        for member in run(of: world).document(recording) { document[member.key] = member.value }
        document["recorded"] = .int(recorder.map { $0.count - recording.entries.count } ?? 0)
        document["stopped"] = .text(recorder?.stop)
        return .object(document)
    }

    /// - Throws: for a mode that this start does not allow.
    func change(_ change: FixtureChange, in world: World) throws(FixtureFailure) {
        if let mode = change.mode { try set(mode) }
        if let pace = change.pace { set(pace) }
        if let spy = change.spy { set(spy: spy) }
        if change.rewinds { rewind(world: world.name) }
    }
}
