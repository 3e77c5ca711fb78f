/// A name that a certificate is asked for: `www.example.com`, or a wildcard `*.example.com`, in lower case.
package struct Hostname: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    /// Takes the host names of RFC 1123: at least two labels of letters, digits and inner dashes, 63 bytes each and 253
    /// in all, the last one not a number; a `*` may stand for the whole leftmost of three labels or more. Names with
    /// other letters come in their ASCII form, `xn--…`.
    ///
    /// Refused with 422 (documented; the texts are chosen): `hostname is required`,
    /// `invalid hostname, must be a domain name such as www.example.com or *.example.com`,
    /// `invalid hostname, fly.dev belongs to the platform`.
    package init(_ name: String) throws(Refusal) {
        guard !name.isEmpty else { throw Refusal(.certificateFieldRequired, ["field": "hostname"]) }
        let text = name.lowercased()
        guard Self.isName(text) else {
            throw Refusal(.hostnameIllegal)
        }
        guard text != "fly.dev", !text.hasSuffix(".fly.dev") else {
            throw Refusal(.hostnameReserved)
        }
        self.text = text
    }

    package var description: String { text }

    /// Whether it stands for every name one label below ``domain``.
    package var isWildcard: Bool { text.hasPrefix("*.") }

    /// The name itself, or what a wildcard stands below.
    package var domain: String { isWildcard ? String(text.dropFirst(2)) : text }

    /// Whether a certificate that carries `name` proves this host name: the name itself, or a wildcard for its leftmost
    /// label (RFC 6125, section 6.4.3). A wildcard is proved by the same wildcard only.
    package func isProved(by name: String) -> Bool {
        let name = name.lowercased()
        return name == text || !isWildcard && name == Self.wildcard(over: text)
    }

    /// The wildcard that covers a host, nil for a host of one label.
    package static func wildcard(over host: String) -> String? {
        host.firstIndex(of: ".").map { "*" + host[$0...] }
    }

    private static func isName(_ text: String) -> Bool {
        var labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.count >= 2 else { return false }
        if labels[0] == "*" {
            labels.removeFirst()
            guard labels.count >= 2 else { return false }
        }
        guard labels.allSatisfy(isLabel), let last = labels.last else { return false }
        return !last.utf8.allSatisfy(isDigit)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let dash = UInt8(ascii: "-")
        return (1...63).contains(label.utf8.count) && label.utf8.first != dash && label.utf8.last != dash
            && label.utf8.allSatisfy {
                $0 == dash || isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
