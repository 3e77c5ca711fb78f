import OrderedJSON

/// Requests in a form in which those that say the same are equal, byte for byte.
enum CanonicalRequest {
    /// Method, path and query.
    static func line(
        _ method: String, _ path: RequestPath, _ query: [URLParts.Parameter], _ rules: MatchRules
    ) -> String {
        var text = method + " " + path.text
        guard !query.isEmpty else { return text }
        let counted = query.filter { !rules.ignoredQuery.contains($0.name) }
        for parameter in counted.sorted(by: { ($0.name, $0.value) < ($1.name, $1.value) }) {
            text += "&" + parameter.name + "=" + parameter.value
        }
        return text
    }

    /// A body; JSON with its keys sorted, without nulls and what does not count, GraphQL without white space.
    static func body(_ bytes: [UInt8], _ rules: MatchRules, _ translation: Translation?) -> [UInt8] {
        switch rules.body {
        case .ignored: return []
        case .exact: return bytes
        case .normalised:
            switch bytes.isEmpty ? .empty : JSONBody(bytes) {
            case nil: return bytes  // What is no JSON counts as it is.
            case .empty: return []
            case .document(let json): return documents([json], rules, translation)
            case .lines(let lines): return documents(lines, rules, translation)
            }
        }
    }

    private static func documents(_ list: [JSON], _ rules: MatchRules, _ translation: Translation?) -> [UInt8] {
        var result: [UInt8] = []
        for (index, json) in list.enumerated() {
            if index > 0 { result.append(0x0A) }
            append(json, key: nil, rules, translation, to: &result)
        }
        // An empty object says no more than no body.
        return result == Array("{}".utf8) ? [] : result
    }

    private static func append(
        _ json: JSON, key: String?, _ rules: MatchRules, _ translation: Translation?, to bytes: inout [UInt8]
    ) {
        switch json {
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for member in object.members.sorted(by: { $0.key < $1.key })
            where !member.value.isNull && !rules.ignoredFields.contains(member.key) {
                bytes += JSON.string(member.key).utf8
                bytes.append(UInt8(ascii: ":"))
                append(member.value, key: member.key, rules, translation, to: &bytes)
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(UInt8(ascii: "}"))
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for element in elements {
                append(element, key: key, rules, translation, to: &bytes)
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(UInt8(ascii: "]"))
        case .string(let text) where key == "query" && text.contains("{"):
            let query = GraphQLText(text)
            bytes += query.skeleton
            for literal in query.literals {
                bytes += JSON.string(translation?.value(literal.value, key: literal.name) ?? literal.value).utf8
            }
        case .string(let text): bytes += JSON.string(translation?.value(text, key: key) ?? text).utf8
        default: bytes += json.utf8
        }
    }
}
