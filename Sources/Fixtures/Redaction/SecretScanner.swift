/// Finds secrets by their form in any text.
enum SecretScanner {
    struct Hit: Hashable {
        let range: Range<Int>
        let kind: SecretKind
    }

    /// The secrets of a text, in order, without overlap; a scheme word before a token is not part of it.
    static func hits(in text: [UInt8]) -> [Hit] {
        var hits: [Hit] = []
        var position = 0
        while position < text.count {
            if let hit = hit(in: text, at: position), !SecretKind.isPlaceholder(text[hit.range]) {
                hits.append(hit)
                position = hit.range.upperBound
            } else {
                position += 1
            }
        }
        return hits
    }

    /// Whether anything that is looked for begins with a byte, in lower case.
    private static let begins: [Bool] = {
        var begins = [Bool](repeating: false, count: 256)
        for first in "fbe".utf8 { begins[Int(first)] = true }
        for prefix in prefixes { begins[Int(prefix.text.utf8.first ?? 0)] = true }
        return begins
    }()

    private static func hit(in text: [UInt8], at position: Int) -> Hit? {
        switch text[position] {
        case UInt8(ascii: ":"): return password(in: text, at: position)
        case UInt8(ascii: "-"): return pem(in: text, at: position)
        case UInt8(ascii: "="): return assignment(in: text, at: position)
        default: break
        }
        guard begins[Int(text[position].asciiLowercased)], position == 0 || !isWordByte(text, position - 1) else {
            return nil
        }
        return scheme(in: text, at: position) ?? prefixed(in: text, at: position) ?? jwt(in: text, at: position)
    }

    /// `FlyV1 …`, `Bearer …`, `Basic …` in whatever case, with a blank that may be encoded.
    private static func scheme(in text: [UInt8], at position: Int) -> Hit? {
        for word in ["flyv1", "bearer", "basic"] where matches(text, position, word) {
            let start = position + word.utf8.count
            guard let blank = ["%20", "+", " "].first(where: { matches(text, start, $0) }) else { return nil }
            var begin = start + blank.utf8.count
            while begin < text.count, text[begin] == 0x20 { begin += 1 }
            let end = runEnd(text, begin)
            let run = text[begin..<end]
            // What follows may have a form of its own, which is found next.
            if ["flyv1", "fm1r_", "fm1a_", "fm2_", "fo1_", "eyj"].contains(where: { matches(text, begin, $0) }) {
                return nil
            }
            if word == "basic" {
                guard run.count >= 4, let decoded = [UInt8](base64: String(decoding: run, as: UTF8.self)),
                    decoded.contains(UInt8(ascii: ":"))
                else { return nil }
                return Hit(range: begin..<end, kind: .basic)
            }
            // "Bearer token missing" is a sentence.
            let looksLikeToken = run.count >= 20 || run.contains { $0.isASCIIDigit || $0 == UInt8(ascii: "_") }
            guard run.count >= 8, looksLikeToken else { return nil }
            return Hit(range: begin..<end, kind: .token)
        }
        return nil
    }

    private static let prefixes: [(text: String, kind: SecretKind, minimum: Int)] = [
        ("fm1r_", .token, 4), ("fm1a_", .token, 4), ("fm2_", .token, 4), ("fo1_", .token, 4),
        ("ghp_", .key, 20), ("gho_", .key, 20), ("ghs_", .key, 20), ("github_pat_", .key, 20), ("glpat-", .key, 16),
        ("sk_live_", .key, 8), ("rk_live_", .key, 8), ("sk-ant-", .key, 12), ("sk-proj-", .key, 12), ("xoxb-", .key, 8),
        ("xoxp-", .key, 8), ("akia", .key, 16), ("asia", .key, 16), ("aiza", .key, 30), ("npm_", .key, 30),
        ("tskey-", .key, 12),
        ("hf_", .key, 30), ("dckr_pat_", .key, 16), ("tid_", .key, 16), ("tsec_", .key, 16),
    ]

    private static func prefixed(in text: [UInt8], at position: Int) -> Hit? {
        for prefix in prefixes where matches(text, position, prefix.text) {
            let end = runEnd(text, position)
            guard end - position >= prefix.text.utf8.count + prefix.minimum else { continue }
            // Access key ids are all capitals; words that begin alike are not.
            let isCapital = ["akia", "asia"].contains(prefix.text)
            if isCapital, !text[position..<end].allSatisfy({ $0.isASCIIUppercase || $0.isASCIIDigit }) { continue }
            return Hit(range: position..<end, kind: prefix.kind)
        }
        return nil
    }

    private static func jwt(in text: [UInt8], at position: Int) -> Hit? {
        guard text[position] == UInt8(ascii: "e"), position + 2 < text.count, text[position + 1] == UInt8(ascii: "y"),
            text[position + 2] == UInt8(ascii: "J")
        else { return nil }
        func part(_ start: Int) -> Int {
            text[start...].firstIndex { !$0.isASCIIAlphanumeric && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
                ?? text.count
        }
        let header = part(position)
        guard header - position >= 10, header < text.count, text[header] == UInt8(ascii: ".") else { return nil }
        let claims = part(header + 1)
        guard claims - header > 4, claims < text.count, text[claims] == UInt8(ascii: ".") else { return nil }
        return Hit(range: position..<part(claims + 1), kind: .jwt)
    }

    /// From `-----BEGIN … PRIVATE KEY-----` to the end of its last line; to the end of the text when that is missing.
    private static func pem(in text: [UInt8], at position: Int) -> Hit? {
        guard matches(text, position, "-----begin ") else { return nil }
        let label = text[position...].prefix(80)
        guard find("PRIVATE KEY", in: label) != nil else { return nil }
        guard let end = find("-----END", in: text[(position + 11)...]) else {
            return Hit(range: position..<text.count, kind: .pem)
        }
        let close = find("-----", in: text[(end + 8)...]).map { $0 + 5 } ?? text.count
        return Hit(range: position..<close, kind: .pem)
    }

    /// The password of `scheme://user:password@host`.
    private static func password(in text: [UInt8], at position: Int) -> Hit? {
        guard matches(text, position, "://") else { return nil }
        let start = position + 3
        let end = text[start...].firstIndex { [0x2F, 0x20, 0x22, 0x0A, 0x3F, 0x23].contains($0) } ?? text.count
        guard let at = text[start..<end].lastIndex(of: UInt8(ascii: "@")),
            let colon = text[start..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
        else { return nil }
        return Hit(range: colon + 1..<at, kind: .password)
    }

    /// `NAME_OF_A_SECRET=value`, as environments are printed.
    private static func assignment(in text: [UInt8], at position: Int) -> Hit? {
        var start = position
        while start > 0,
            text[start - 1].isASCIIUppercase || text[start - 1].isASCIIDigit || text[start - 1] == UInt8(ascii: "_")
        { start -= 1 }
        let name = String(decoding: text[start..<position], as: UTF8.self)
        guard name.utf8.count >= 3, SensitiveNames.isVariable(name) else { return nil }
        var begin = position + 1
        if begin < text.count, text[begin] == 0x22 || text[begin] == 0x27 { begin += 1 }
        let end = text[begin...].firstIndex { [0x20, 0x0A, 0x0D, 0x22, 0x27, 0x26].contains($0) } ?? text.count
        return begin < end ? Hit(range: begin..<end, kind: .secret) : nil
    }

    /// The end of a run of what tokens are made of, percent-encoded ones of them included.
    static func runEnd(_ text: [UInt8], _ start: Int) -> Int {
        var end = start
        while end < text.count {
            if text[end] == UInt8(ascii: "%"), ["%2b", "%2f", "%3d"].contains(where: { matches(text, end, $0) }) {
                end += 3
            } else if text[end].isASCIIAlphanumeric || [0x2B, 0x2F, 0x3D, 0x5F, 0x2D, 0x2E, 0x7E].contains(text[end]) {
                end += 1
            } else {
                break
            }
        }
        while end > start, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
        return end
    }

    private static func isWordByte(_ text: [UInt8], _ index: Int) -> Bool {
        // The hex digits of an encoded blank or quote do not belong to the word after them.
        if index >= 2, text[index - 2] == UInt8(ascii: "%"), text[index].isHex, text[index - 1].isHex { return false }
        return text[index].isASCIIAlphanumeric || text[index] == UInt8(ascii: "_")
    }

    /// Whether a lower-case word stands at a place, in whatever case.
    static func matches(_ text: [UInt8], _ position: Int, _ word: String) -> Bool {
        guard position + word.utf8.count <= text.count else { return false }
        return zip(text[position...], word.utf8).allSatisfy { $0.0.asciiLowercased == $0.1 }
    }

    static func find(_ word: String, in text: ArraySlice<UInt8>) -> Int? { text.firstOccurrence(of: Array(word.utf8)) }
}

extension Collection<UInt8> where Index == Int {
    /// Where a pattern stands first.
    func firstOccurrence(of pattern: [UInt8]) -> Int? {
        guard let first = pattern.first, count >= pattern.count else { return nil }
        let last = endIndex - pattern.count
        var position = startIndex
        while position <= last {
            if self[position] == first, self[position..<position + pattern.count].elementsEqual(pattern) {
                return position
            }
            position += 1
        }
        return nil
    }
}
