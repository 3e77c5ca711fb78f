/// A file name pattern of `search_files` and of the exclusions, matched against a path relative to the folder searched.
///
/// `*` and `?` stay within a name, `**` stands for any number of folders (at the end: for at least one name), `[a-z]`
/// and `[!a-z]` for one character, `{a,b}` for either. Names that begin with a dot are matched like others. The rest of
/// minimatch's language (extended globs, a leading `!`) is not spoken.
struct GlobPattern: Sendable {
    private let alternatives: [[Segment]]

    private enum Segment: Sendable {
        case anyFolders
        case name([Token])
    }

    private enum Token: Sendable {
        case anyText
        case anyOne
        case one(Unicode.Scalar)
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// Hostile braces multiply; past so many alternatives the rest is left out.
    private static let mostAlternatives = 1000

    init(_ pattern: String) {
        alternatives = Self.expandBraces(in: Array(pattern.unicodeScalars)).map { scalars in
            scalars.split(separator: "/").map { part in
                Array(part) == ["*", "*"] ? .anyFolders : .name(Self.tokens(of: Array(part)))
            }
        }
    }

    /// - Parameter names: the parts of a relative path.
    func matches(_ names: [String]) -> Bool {
        let names = names.map { Array($0.unicodeScalars) }
        return alternatives.contains { Self.matches($0[...], names[...]) }
    }

    /// Only the last `**` need ever be tried again: what an earlier one could take, a later one can take too.
    private static func matches(_ pattern: ArraySlice<Segment>, _ names: ArraySlice<[Unicode.Scalar]>) -> Bool {
        var pattern = pattern
        var names = names
        var retry: (pattern: ArraySlice<Segment>, names: ArraySlice<[Unicode.Scalar]>)?
        while true {
            switch pattern.first {
            case .anyFolders?:
                pattern = pattern.dropFirst()
                if pattern.isEmpty { return !names.isEmpty }
                retry = (pattern, names)
                continue
            case .name(let tokens)?:
                if let name = names.first, matches(tokens, name) {
                    pattern = pattern.dropFirst()
                    names = names.dropFirst()
                    continue
                }
            case nil:
                if names.isEmpty { return true }
            }
            guard let point = retry, !point.names.isEmpty else { return false }
            retry = (point.pattern, point.names.dropFirst())
            (pattern, names) = (point.pattern, point.names.dropFirst())
        }
    }

    private static func matches(_ tokens: [Token], _ name: [Unicode.Scalar]) -> Bool {
        var token = 0
        var index = 0
        var retry: (token: Int, index: Int)?
        while true {
            if token < tokens.count, case .anyText = tokens[token] {
                token += 1
                retry = (token, index)
                continue
            }
            if token == tokens.count, index == name.count { return true }
            if token < tokens.count, index < name.count, accepts(tokens[token], name[index]) {
                token += 1
                index += 1
                continue
            }
            guard let point = retry, point.index < name.count else { return false }
            retry = (point.token, point.index + 1)
            (token, index) = (point.token, point.index + 1)
        }
    }

    private static func accepts(_ token: Token, _ scalar: Unicode.Scalar) -> Bool {
        switch token {
        case .anyText, .anyOne: true
        case .one(let wanted): wanted == scalar
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    private static func tokens(of part: [Unicode.Scalar]) -> [Token] {
        var tokens: [Token] = []
        var rest = part[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": tokens.append(.anyText)
            case "?": tokens.append(.anyOne)
            case "\\": tokens.append(.one(rest.popFirst() ?? scalar))
            case "[":
                if let (token, after) = choice(rest) {
                    tokens.append(token)
                    rest = after
                } else {
                    tokens.append(.one(scalar))
                }
            default: tokens.append(.one(scalar))
            }
        }
        return tokens
    }

    /// What stands after `[`, nil when no `]` ends it.
    private static func choice(_ text: ArraySlice<Unicode.Scalar>) -> (Token, rest: ArraySlice<Unicode.Scalar>)? {
        var rest = text
        let isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest.removeFirst() }
        guard let end = rest.dropFirst().firstIndex(of: "]") else { return nil }
        var members = rest[..<end]
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let low = members.popFirst() {
            if members.first == "-", let high = members.dropFirst().first {
                members = members.dropFirst(2)
                if low <= high { ranges.append(low...high) }
            } else {
                ranges.append(low...low)
            }
        }
        return (.oneOf(ranges, isNegated: isNegated), rest[(end + 1)...])
    }

    /// `a{b,c}d` is `abd` and `acd`, from the first brace outwards; a brace without a comma or an end is itself.
    private static func expandBraces(in pattern: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var finished: [[Unicode.Scalar]] = []
        var open = [pattern]
        while let next = open.popLast() {
            guard let choices = firstBrace(in: next), finished.count + open.count < mostAlternatives else {
                finished.append(next)
                continue
            }
            open += choices
        }
        return finished
    }

    private static func firstBrace(in pattern: [Unicode.Scalar]) -> [[Unicode.Scalar]]? {
        for start in pattern.indices where pattern[start] == "{" {
            var depth = 0
            var cuts = [start]
            for index in start..<pattern.count {
                switch pattern[index] {
                case "{": depth += 1
                case "}": depth -= 1
                case "," where depth == 1: cuts.append(index)
                default: break
                }
                guard depth == 0 else { continue }
                guard cuts.count > 1 else { break }
                cuts.append(index)
                let (before, after) = (Array(pattern[..<start]), pattern[(index + 1)...])
                return zip(cuts, cuts.dropFirst()).map { from, to in
                    var expanded = before
                    expanded += pattern[(from + 1)..<to]
                    expanded += after
                    return expanded
                }
            }
        }
        return nil
    }
}
