extension Regions {
    /// The region a request means: a code, a list in order of preference (`ams,fra`), `any`, a geographic alias
    /// (`apac eu na sa us usa`), or a mix (documented). Of several the first counts; of an alias the one nearest to
    /// `default`.
    ///
    /// Without an expression the volume's region counts, else `default`. A volume's region wins where the expression
    /// allows it; where not, 412 `failed_precondition: volume <id> is in region <a>, machine is in <b>` (status and text
    /// chosen).
    /// - Parameter volume: the volume, for that text.
    package static func resolve(
        expression: String?, default fallback: Region, volumeRegion: Region? = nil, volume: VolumeID? = nil
    ) throws(Refusal) -> Region {
        let candidates = try candidates(expression: expression, default: fallback)
        guard let volumeRegion else { return candidates.first ?? fallback }
        let isUnsaid = expression.map { trimmed(Substring($0)).isEmpty } ?? true
        guard isUnsaid || candidates.contains(volumeRegion) else {
            let wanted = candidates.first ?? fallback
            throw Refusal(
                .volumeElsewhere,
                ["volume": volume?.rawValue ?? "of the machine", "region": volumeRegion, "wanted": wanted])
        }
        return volumeRegion
    }

    /// Every region an expression allows, best first: what capacity-aware placement goes through.
    /// - Throws: `unknown` for the first term that is neither a current region nor an alias.
    package static func candidates(expression: String?, default fallback: Region) throws(Refusal) -> [Region] {
        var result: [Region] = []
        for term in (expression ?? "").split(separator: ",") {
            let word = trimmed(term)
            guard !word.isEmpty else { continue }
            for region in try regions(of: word, nearest: fallback) where !result.contains(region) {
                result.append(region)
            }
        }
        return result.isEmpty ? [fallback] : result
    }

    /// The regions a routing header names, best first, each once: codes and groups as in ``candidates(expression:default:)``,
    /// retired codes too. A term that names no region counts for nothing (chosen).
    package static func named(in list: String, nearest origin: Region) -> [Region] {
        var result: [Region] = []
        for term in list.split(separator: ",") {
            let word = trimmed(term).lowercased()
            let code = Region(rawValue: word)
            // What is neither a current region nor a group may be a retired one.
            let regions = (try? regions(of: word, nearest: origin)) ?? (fact(code) == nil ? [] : [code])
            for region in regions where !result.contains(region) { result.append(region) }
        }
        return result
    }

    private static func regions(of term: String, nearest origin: Region) throws(Refusal) -> [Region] {
        let isMeant: (RegionFact) -> Bool
        switch term {
        case "any": isMeant = { _ in true }
        case "apac": isMeant = { $0.geoRegion == .asiaPacific }
        case "eu": isMeant = { $0.geoRegion == .europe }
        case "na": isMeant = { $0.geoRegion == .northAmerica }
        case "sa": isMeant = { $0.geoRegion == .southAmerica }
        case "us", "usa": isMeant = \.isInUnitedStates
        default:
            guard current.contains(where: { $0.code.rawValue == term }) else { throw unknown(term) }
            return [Region(rawValue: term)]
        }
        return sorted(current.filter(isMeant), from: origin).map(\.code)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
