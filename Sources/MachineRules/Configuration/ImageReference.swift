/// Which image a reference text names, in the parts a machine's `image_ref` shows.
package struct ImageReference: Sendable, Hashable {
    /// The host. Docker Hub, named or implied, is `docker-hub-mirror.fly.io` (recorded).
    package let registry: String
    /// The path without the host; official Docker Hub images have `library/` before their name (recorded).
    package let repository: String
    /// `latest` when the reference gives neither tag nor digest; nil when it gives only a digest.
    package let tag: String?
    /// The digest the reference itself gives.
    private let givenDigest: String?

    /// Nil for a text that is no image reference by the grammar of Docker's distribution project.
    package init?(_ reference: String) {
        var rest = Array(reference.utf8)[...]
        var givenDigest: String?
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            guard Self.isDigest(rest[(at + 1)...]) else { return nil }
            givenDigest = String(decoding: rest[(at + 1)...], as: UTF8.self)
            rest = rest[..<at]
        }
        var givenTag: String?
        let lastPart = rest.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? rest.startIndex
        if let colon = rest[lastPart...].firstIndex(of: UInt8(ascii: ":")) {
            guard Self.isTag(rest[(colon + 1)...]) else { return nil }
            givenTag = String(decoding: rest[(colon + 1)...], as: UTF8.self)
            rest = rest[..<colon]
        }
        var host: String?
        if let slash = rest.firstIndex(of: UInt8(ascii: "/")), Self.looksLikeHost(rest[..<slash]) {
            guard Self.isHost(rest[..<slash]) else { return nil }
            host = String(decoding: rest[..<slash], as: UTF8.self)
            rest = rest[(slash + 1)...]
        }
        let parts = rest.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy(Self.isPathPart) else { return nil }

        let isDockerHub = host.map(Self.dockerHubHosts.contains) ?? true
        registry = isDockerHub ? "docker-hub-mirror.fly.io" : host ?? ""
        repository = (isDockerHub && parts.count == 1 ? "library/" : "") + String(decoding: rest, as: UTF8.self)
        tag = givenTag ?? (givenDigest == nil ? "latest" : nil)
        self.givenDigest = givenDigest
    }

    /// `sha256:` and 64 hexadecimal digits: the one given, else the hash of the full reference, so that the same image
    /// always has the same one (chosen: nothing is pulled here). Computed, so that checking a reference is cheap.
    package var digest: String {
        givenDigest ?? "sha256:" + SHA256.hexadecimal(of: "\(registry)/\(repository):\(tag ?? "")")
    }

    /// `registry/repository:tag@digest`, as clients put it together again.
    package var fullText: String { "\(registry)/\(repository)\(tag.map { ":" + $0 } ?? "")@\(digest)" }

    private static let dockerHubHosts: Set<String> = [
        "docker.io", "index.docker.io", "registry-1.docker.io", "docker-hub-mirror.fly.io",
    ]

    private static func isDigest(_ text: ArraySlice<UInt8>) -> Bool {
        text.count == 71 && text.starts(with: "sha256:".utf8)
            && text.dropFirst(7).allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    private static func isTag(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, first == UInt8(ascii: "_") || isAlphanumeric(first), text.count <= 128 else {
            return false
        }
        return text.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
    }

    /// What tells a host from the first part of a path.
    private static func looksLikeHost(_ text: ArraySlice<UInt8>) -> Bool {
        text.elementsEqual("localhost".utf8)
            || text.contains { ".:".utf8.contains($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    private static func isHost(_ text: ArraySlice<UInt8>) -> Bool {
        let name = text.prefix { $0 != UInt8(ascii: ":") }
        let port = text.dropFirst(name.count + 1)
        let hasLegalPort = name.count == text.count || (!port.isEmpty && port.allSatisfy(isDigit))
        return hasLegalPort && !name.isEmpty && name.allSatisfy { isAlphanumeric($0) || ".-".utf8.contains($0) }
    }

    /// Lower-case letters and digits, with single dots, one or two underscores, or dashes between them.
    private static func isPathPart(_ text: ArraySlice<UInt8>) -> Bool {
        var start = text.startIndex
        while let end = text[start...].firstIndex(where: { ".-_".utf8.contains($0) }) {
            let next = text[end...].firstIndex { !".-_".utf8.contains($0) } ?? text.endIndex
            let separator = text[end..<next]
            let isLegal =
                separator.elementsEqual(".".utf8) || separator.elementsEqual("_".utf8)
                || separator.elementsEqual("__".utf8) || separator.allSatisfy { $0 == UInt8(ascii: "-") }
            guard isLegal, end > start, next < text.endIndex else { return false }
            start = next
        }
        return !text.isEmpty
            && text.allSatisfy {
                ".-_".utf8.contains($0) || isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            }
    }

    private static func isDigit(_ unit: UInt8) -> Bool { unit >= UInt8(ascii: "0") && unit <= UInt8(ascii: "9") }

    private static func isAlphanumeric(_ unit: UInt8) -> Bool {
        isDigit(unit) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(unit | 0x20)
    }
}
