/// Texts with a mark in the place of everything that each run makes anew: identifiers, addresses, times.
struct RunMask {
    private let binding: Binding

    init(_ binding: Binding) {
        self.binding = binding
    }

    /// Whether two texts say the same but for such things and for secrets that the recording does not have.
    /// - Parameter recorded: in the words of the live run.
    func isSame(_ recorded: String, _ live: String) -> Bool {
        let left = masked(abbreviated(recorded))
        let right = masked(live)
        return left == right || Self.matches(left[...], right[...])
    }

    /// The text with bound identifiers that stand behind a dash, and with the beginnings of some, as names of hosts have
    /// them, in the words of the live run.
    private func abbreviated(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let result = split(bytes[...], at: bytes.filter { !$0.isASCIIAlphanumeric }) { word in
            guard word.count >= 6 else { return Array(word) }
            let text = String(decoding: word, as: UTF8.self)
            let whole = KnownShape.isIdentifier(word) ? binding.live(for: text) : nil
            return (whole ?? binding.live(abbreviated: text)).map { Array($0.utf8) } ?? Array(word)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let identifier = Array("<id>".utf8)
    private static let address4 = Array("<IPv4>".utf8)
    private static let address6 = Array("<IPv6>".utf8)
    /// Whose token it is, is not the service's doing.
    private static let caller = Array("<email>".utf8)
    private static let time = Array("<time>".utf8)
    private static let secret = Array("<secret>".utf8)

    private func masked(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        // Alone, a duration is a setting; in a sentence it was measured.
        let isSentence = bytes.contains(0x20)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard Self.isPart(bytes[position]) else {
                result.append(bytes[position])
                position += 1
                continue
            }
            let end = bytes[position...].firstIndex { !Self.isPart($0) } ?? bytes.count
            let run = bytes[position..<end]
            result += isSentence && Self.isDuration(run) ? Self.time : masked(run)
            position = end
        }
        return result
    }

    /// A run of letters, digits, dashes, dots, colons, at signs: as a whole, by its words, by their parts.
    private func masked(_ run: ArraySlice<UInt8>) -> [UInt8] {
        if IPAddressText.isAddress(run) { return run.contains(0x3A) ? Self.address6 : Self.address4 }
        if run.count >= 20, WireTime(rfc3339: run) != nil { return Self.time }
        if Self.isEmail(run) { return Self.caller }
        return split(run, at: [0x2E, 0x3A, 0x40]) { word in
            if let mark = mark(word) { return mark }
            return split(word, at: [0x2D, 0x5F]) { mark($0) ?? Array($0) }
        }
    }

    private func split(
        _ run: ArraySlice<UInt8>, at separators: [UInt8], _ each: (ArraySlice<UInt8>) -> [UInt8]
    ) -> [UInt8] {
        var result: [UInt8] = []
        var position = run.startIndex
        while position < run.endIndex {
            let end = run[position...].firstIndex { separators.contains($0) } ?? run.endIndex
            result += each(run[position..<end])
            if end < run.endIndex { result.append(run[end]) }
            position = end + 1
        }
        return result
    }

    private func mark(_ word: ArraySlice<UInt8>) -> [UInt8]? {
        if SecretKind.isPlaceholder(word) { return Self.secret }
        // What is bound has to be what it is bound to.
        if binding.recorded(for: String(decoding: word, as: UTF8.self)) != nil { return nil }
        if KnownShape.isIdentifier(word) { return Self.identifier }
        let digits = word.count(where: \.isASCIIDigit)
        if word.count >= 12, digits == word.count { return Self.time }
        return word.count > 16 && digits > 0 && word.allSatisfy(\.isLowercaseHex) ? Self.identifier : nil
    }

    private static func isEmail(_ run: ArraySlice<UInt8>) -> Bool {
        let sides = run.split(separator: 0x40, omittingEmptySubsequences: false)
        return sides.count == 2 && !sides[0].isEmpty && sides[1].dropFirst().dropLast().contains(0x2E)
    }

    /// Go's text of a duration: `1m0.5s`, `2ms`.
    private static func isDuration(_ run: ArraySlice<UInt8>) -> Bool {
        guard let first = run.first, first.isASCIIDigit, let last = run.last, last.isASCIILowercase else {
            return false
        }
        let units = run.split { $0.isASCIIDigit || $0 == 0x2E }.map { String(decoding: $0, as: UTF8.self) }
        return !units.isEmpty && units.allSatisfy { ["h", "m", "s", "ms", "us", "ns"].contains($0) }
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || [0x2D, 0x5F, 0x2E, 0x3A, 0x40].contains(byte)
    }

    /// Whether a text fits a pattern in which a secret's mark stands for anything without a blank or a quote.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let mark = pattern.firstOccurrence(of: secret) else { return pattern.elementsEqual(text) }
        let before = pattern[..<mark]
        guard text.starts(with: before) else { return false }
        let after = pattern[(mark + secret.count)...]
        var rest = text.dropFirst(before.count)
        while let next = rest.first, ![0x20, 0x22, 0x27, 0x0A].contains(next) {
            rest = rest.dropFirst()
            if matches(after, rest) { return true }
        }
        return false
    }
}
