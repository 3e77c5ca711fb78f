/// Which image a reference text names, in the parts a machine's `image_ref` shows.
package struct ImageReference: Sendable, Hashable {
    /// The host. Docker Hub, named or implied, is `docker-hub-mirror.fly.io` (recorded).
    package let registry: String
    /// The path without the host; official Docker Hub images have `library/` before their name (recorded).
    package let repository: String
    /// `latest` when the reference gives neither tag nor digest; nil when it gives only a digest.
    package let tag: String?
    /// `sha256:` and 64 hexadecimal digits: the one given, else the hash of the full reference, so that the same image
    /// always has the same one (chosen: nothing is pulled here).
    package let digest: String

    /// Nil for a text that is no image reference by the grammar of Docker's distribution project.
    package init?(_ reference: String) {
        var rest = Substring(reference)
        var givenDigest: String?
        if let at = rest.firstIndex(of: "@") {
            let text = rest[rest.index(after: at)...]
            guard Self.isDigest(text) else { return nil }
            givenDigest = String(text)
            rest = rest[..<at]
        }
        let lastPart = rest.lastIndex(of: "/").map(rest.index(after:)) ?? rest.startIndex
        var givenTag: String?
        if let colon = rest[lastPart...].firstIndex(of: ":") {
            let text = rest[rest.index(after: colon)...]
            guard Self.isTag(text) else { return nil }
            givenTag = String(text)
            rest = rest[..<colon]
        }
        var parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        var host: String?
        if parts.count > 1, let first = parts.first,
            first == "localhost" || first.contains(where: { ".:".contains($0) })
                || first.contains(where: \.isUppercase)
        {
            guard Self.isHost(first) else { return nil }
            host = String(first)
            parts.removeFirst()
        }
        guard !parts.isEmpty, parts.allSatisfy(Self.isPathPart) else { return nil }

        let isDockerHub = host.map(Self.dockerHubHosts.contains) ?? true
        registry = isDockerHub ? "docker-hub-mirror.fly.io" : host ?? ""
        repository = (isDockerHub && parts.count == 1 ? "library/" : "") + parts.joined(separator: "/")
        tag = givenTag ?? (givenDigest == nil ? "latest" : nil)
        digest = givenDigest ?? "sha256:" + SHA256.hexadecimal(of: "\(registry)/\(repository):\(tag ?? "")")
    }

    /// `registry/repository:tag@digest`, as clients put it together again.
    package var fullText: String { "\(registry)/\(repository)\(tag.map { ":" + $0 } ?? "")@\(digest)" }

    private static let dockerHubHosts: Set<String> = [
        "docker.io", "index.docker.io", "registry-1.docker.io", "docker-hub-mirror.fly.io",
    ]

    private static func isDigest(_ text: Substring) -> Bool {
        text.hasPrefix("sha256:") && text.utf8.count == 71
            && text.utf8.dropFirst(7).allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    private static func isTag(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isWord(first), text.utf8.count <= 128 else { return false }
        return text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isHost(_ text: Substring) -> Bool {
        let pieces = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = pieces.first, !name.isEmpty, pieces.count <= 2 else { return false }
        let hasLegalPort = pieces.count == 1 || (!pieces[1].isEmpty && pieces[1].utf8.allSatisfy(isDigit))
        return hasLegalPort
            && name.utf8.allSatisfy {
                isWord($0) && $0 != UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }
    }

    /// Lower-case letters and digits, with single dots, one or two underscores, or dashes between them.
    private static func isPathPart(_ text: Substring) -> Bool {
        var separators = ""
        for unit in text.utf8 {
            switch unit {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard ["", ".", "_", "__"].contains(separators) || separators.allSatisfy({ $0 == "-" }) else {
                    return false
                }
                separators = ""
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): separators += "\(UnicodeScalar(unit))"
            default: return false
            }
        }
        guard let first = text.utf8.first else { return false }
        return separators.isEmpty && first != UInt8(ascii: ".") && first != UInt8(ascii: "_")
            && first != UInt8(ascii: "-")
    }

    private static func isDigit(_ unit: UInt8) -> Bool { unit >= UInt8(ascii: "0") && unit <= UInt8(ascii: "9") }

    private static func isWord(_ unit: UInt8) -> Bool {
        switch unit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
