import Configuration

/// Reads settings through the order of their sources, and refuses a value that makes no sense by its flag's name.
struct SettingsReader {
    /// The data folder that is none.
    static let memory = ":memory:"

    private let reader: ConfigReader

    init(
        flags: ServeSettingTexts, environment: [String: String], file: ServeSettingTexts,
        for purpose: ServeSettings.Purpose
    ) {
        let variables = EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })
        let known = ServeSetting.allCases.filter { purpose == .serve || !ServeSetting.ofPlace.contains($0) }
        reader = ConfigReader(providers: [
            Self.provider("flags", flags),
            Self.provider("environment", Self.texts(of: variables, known: known)),
            Self.provider("file", file.filter { known.contains($0.key) }),
        ])
    }

    /// The last source that says anything decides; a setting with several values takes all of that source.
    func text(_ setting: ServeSetting) -> String? {
        reader.stringArray(forKey: ConfigKey(setting.rawValue))?.last
    }

    func list(_ setting: ServeSetting) -> [String] {
        reader.stringArray(forKey: ConfigKey(setting.rawValue)) ?? []
    }

    /// - Parameter expected: what the value has to be, as the end of a sentence.
    func value<Value>(
        _ setting: ServeSetting, _ expected: String, _ parse: (String) -> Value?
    ) throws(CommandFailure) -> Value? {
        guard let text = text(setting) else { return nil }
        guard let value = parse(text) else { throw .usage("\(setting.flag) must be \(expected), not \"\(text)\"") }
        return value
    }

    func port(_ setting: ServeSetting) throws(CommandFailure) -> Int? {
        try value(setting, "a port from 0 to 65535") { UInt16($0).map(Int.init) }
    }

    func flag(_ setting: ServeSetting) throws(CommandFailure) -> Bool? {
        try value(setting, "true or false") { Self.flags[$0.lowercased()] }
    }

    private static let flags = ["true": true, "1": true, "yes": true, "false": false, "0": false, "no": false]

    private static func provider(_ name: String, _ texts: ServeSettingTexts) -> InMemoryProvider {
        let values = withStorageSettled(texts).map { setting, texts in
            (AbsoluteConfigKey([setting.rawValue]), ConfigValue(.stringArray(texts), isSecret: false))
        }
        return InMemoryProvider(name: name, values: Dictionary(uniqueKeysWithValues: values))
    }

    /// `in_memory` and `data` are one question; put into one key, so that a source cannot answer half of another's.
    private static func withStorageSettled(_ texts: ServeSettingTexts) -> ServeSettingTexts {
        var texts = texts
        let isInMemory = texts.removeValue(forKey: .inMemory)?.last.flatMap { flags[$0.lowercased()] } ?? false
        if isInMemory { texts[.data] = [memory] }
        return texts
    }

    private static func texts(
        of variables: EnvironmentVariablesProvider, known: [ServeSetting]
    ) -> ServeSettingTexts {
        let reader = ConfigReader(provider: variables.prefixKeys(with: "windtunnel"))
        var texts: ServeSettingTexts = [:]
        for setting in known {
            let key = ConfigKey(setting.rawValue)
            switch setting {
            case .app, .publish, .allowHost, .apiHost: texts[setting] = reader.stringArray(forKey: key)
            default: texts[setting] = reader.string(forKey: key).map { [$0] }
            }
        }
        return texts
    }
}
