/// An IPv4 or IPv6 address as a value, so that two spellings of one address are equal.
package enum InternetAddress: Sendable, Hashable {
    case v4(UInt32)
    /// Eight groups, first to last.
    case v6([UInt16])

    /// Reads dotted IPv4 (no leading zeros) or IPv6 in any spelling of RFC 4291, also with an IPv4 tail; no zone, no
    /// prefix length.
    package init?(_ text: String) {
        if text.contains(":") {
            guard let groups = Self.groups(Substring(text)) else { return nil }
            self = .v6(groups)
        } else {
            guard let bits = Self.bits(Substring(text)) else { return nil }
            self = .v4(bits)
        }
    }

    /// Dotted for IPv4; for IPv6 the canonical text of RFC 5952: lower case, no leading zeros, the first longest run of
    /// two or more zero groups as `::`, an IPv4-mapped address with a dotted tail.
    package var text: String {
        switch self {
        case .v4(let bits): return Self.dotted(bits)
        case .v6(let groups):
            if groups.prefix(6).elementsEqual([0, 0, 0, 0, 0, 0xFFFF]) {
                return "::ffff:" + Self.dotted(UInt32(groups[6]) << 16 | UInt32(groups[7]))
            }
            let words = groups.map { String($0, radix: 16) }
            guard let run = Self.longestZeroRun(groups) else { return words.joined(separator: ":") }
            return words[..<run.lowerBound].joined(separator: ":") + "::"
                + words[run.upperBound...].joined(separator: ":")
        }
    }

    private static func dotted(_ bits: UInt32) -> String {
        stride(from: 24, through: 0, by: -8).map { "\(bits >> $0 & 255)" }.joined(separator: ".")
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var best = 0..<0
        var start: Int?
        for (index, group) in groups.enumerated() {
            guard group == 0 else {
                start = nil
                continue
            }
            let run = (start ?? index)..<index + 1
            start = run.lowerBound
            if run.count > best.count { best = run }
        }
        return best.count > 1 ? best : nil
    }

    private static func bits(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            let isDecimal = part.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard isDecimal, part.count == 1 || !part.hasPrefix("0"), let octet = UInt8(part) else { return nil }
            bits = bits << 8 | UInt32(octet)
        }
        return bits
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        guard let gap = text.firstIndex(of: "::") else {
            guard let groups = plainGroups(text), groups.count == 8 else { return nil }
            return groups
        }
        let tail = text[text.index(gap, offsetBy: 2)...]
        guard let before = gap == text.startIndex ? [] : plainGroups(text[..<gap], allowsDotted: false),
            let after = tail.isEmpty ? [] : plainGroups(tail), before.count + after.count < 8
        else { return nil }
        return before + [UInt16](repeating: 0, count: 8 - before.count - after.count) + after
    }

    private static func plainGroups(_ text: Substring, allowsDotted: Bool = true) -> [UInt16]? {
        var groups: [UInt16] = []
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, word) in words.enumerated() {
            if allowsDotted, index == words.count - 1, word.contains(".") {
                guard let bits = bits(word) else { return nil }
                groups += [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]
            } else {
                // Looked at digit by digit, because the number parser would take a sign.
                guard (1...4).contains(word.utf8.count), word.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let group = UInt16(word, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}

extension Substring {
    /// Where a pair of characters begins for the first time.
    fileprivate func firstIndex(of pair: StaticString) -> Index? {
        let wanted = "\(pair)"
        return indices.first { self[$0...].hasPrefix(wanted) }
    }
}
