import OrderedJSON

/// The configuration file of an emulator: a JSON object whose keys are the names of ``ServeSetting``.
enum SettingsFile {
    /// Reads the settings of a file's document.
    /// - Parameter path: named in the failure.
    /// - Throws: for an unknown key, which is named together with the known ones, and for a value of a wrong kind.
    static func texts(of document: JSON, path: String) throws(CommandFailure) -> ServeSettingTexts {
        guard let object = document.objectValue else { throw .usage("\(path): not a JSON object") }
        var texts: ServeSettingTexts = [:]
        for member in object {
            guard let setting = ServeSetting(rawValue: member.key) else {
                let known = ServeSetting.allCases.map(\.rawValue).sorted().joined(separator: ", ")
                throw .usage("\(path): unknown key \"\(member.key)\"; known are \(known)")
            }
            guard let values = values(of: member.value) else {
                throw .usage("\(path): \"\(member.key)\" cannot be a JSON \(member.value.kind)")
            }
            texts[setting] = values
        }
        return texts
    }

    private static func values(of json: JSON) -> [String]? {
        if case .array(let elements) = json {
            let texts = elements.map(scalar)
            return texts.contains(nil) ? nil : texts.compactMap { $0 }
        }
        return scalar(json).map { [$0] }
    }

    private static func scalar(_ json: JSON) -> String? {
        switch json {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
