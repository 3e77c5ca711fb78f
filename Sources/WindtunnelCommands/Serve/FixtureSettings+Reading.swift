import FixtureServing
import Fixtures

extension FixtureSettings {
    /// What the settings say of a recording; nil when none is made and none replayed.
    /// - Throws: for half of what belongs together.
    init?(_ reader: SettingsReader) throws(CommandFailure) {
        let mode = try reader.value(
            .mode, "once, new-episodes, none or all", ReplayMode.init(rawValue:))
        let pace = try reader.value(.pace, "clock or count", Replay.Pace.init(rawValue:))
        let keepsTimes = try reader.flag(.keepTimes) ?? false
        let spy = try reader.flag(.spy) ?? false
        let upstreams = try UpstreamSites(reader)
        switch (reader.text(.record), reader.text(.replay)) {
        case (nil, nil):
            try Self.refuse(reader, Self.ofReplay, without: "--replay FILE")
            try Self.refuse(reader, [.upstream], without: "--record FILE or --replay FILE")
            return nil
        case (.some, .some): throw .usage("--record and --replay exclude each other; --replay --mode all records anew")
        case (let file?, nil):
            try Self.refuse(reader, Self.ofReplay, without: "--replay FILE")
            guard let upstreams else { throw .usage("--record needs --upstream URL, such as https://api.machines.dev") }
            self.init(file: file, purpose: .record, upstreams: upstreams)
        case (nil, let file?):
            let mode = mode ?? .once
            switch mode {
            case .all, .newEpisodes:
                if upstreams == nil { throw .usage("--mode \(mode.rawValue) needs --upstream URL") }
            case .none:
                if upstreams != nil { throw .usage("--upstream is not asked with --mode none") }
            case .once: break
            }
            self.init(
                file: file, purpose: .replay(mode, spy: spy), upstreams: upstreams, rulesFile: reader.text(.match),
                pace: pace ?? .clock, keepsTimes: keepsTimes)
        }
    }

    private static let ofReplay: [ServeSetting] = [.mode, .match, .pace, .keepTimes, .spy]

    private static func refuse(
        _ reader: SettingsReader, _ settings: [ServeSetting], without need: String
    ) throws(CommandFailure) {
        for setting in settings where reader.text(setting) != nil && reader.text(setting) != "false" {
            throw .usage("\(setting.flag) needs \(need)")
        }
    }
}

extension UpstreamSites {
    /// - Throws: for what is no URL of a server, and for other upstreams without the first.
    init?(_ reader: SettingsReader) throws(CommandFailure) {
        func origin(_ setting: ServeSetting) throws(CommandFailure) -> UpstreamOrigin? {
            try reader.value(setting, "https://HOST[:PORT] or http://HOST[:PORT]", UpstreamOrigin.init(url:))
        }
        let graphql = try origin(.graphqlUpstream)
        let apps = try origin(.appsUpstream)
        guard let api = try origin(.upstream) else {
            if graphql != nil { throw .usage("--graphql-upstream needs --upstream URL") }
            if apps != nil { throw .usage("--apps-upstream needs --upstream URL") }
            return nil
        }
        self.init(api: api, graphql: graphql, apps: apps)
    }
}
