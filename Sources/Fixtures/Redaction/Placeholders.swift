/// Which placeholder stands for which secret; the same secret always gets the same one.
struct Placeholders: Sendable {
    private var names: [[UInt8]: [UInt8]] = [:]
    private var counts: [SecretKind: Int]

    /// - Parameter counts: the highest number each kind has already in the file that is gone on with.
    init(counts: [SecretKind: Int] = [:]) {
        self.counts = counts
    }

    mutating func name(for secret: [UInt8], _ kind: SecretKind) -> [UInt8] {
        if let name = names[secret] { return name }
        counts[kind, default: 0] += 1
        let name = Array("redacted-\(kind.rawValue)-\(counts[kind, default: 1])".utf8)
        names[secret] = name
        return name
    }

    /// The secrets that are replaced wherever they stand, the longest first: short ones and plain words would take
    /// ordinary text with them.
    private(set) var everywhere: [(secret: [UInt8], name: [UInt8])] = []

    /// The placeholder of a secret that was seen before.
    func known(_ secret: [UInt8]) -> [UInt8]? { names[secret] }

    mutating func register(_ secret: [UInt8], _ kind: SecretKind) {
        guard names[secret] == nil else { return }
        let name = name(for: secret, kind)
        guard Self.isDistinctive(secret, kind) else { return }
        let index = everywhere.firstIndex { $0.secret.count <= secret.count } ?? everywhere.count
        everywhere.insert((secret, name), at: index)
    }

    private static func isDistinctive(_ secret: [UInt8], _ kind: SecretKind) -> Bool {
        guard secret.count >= 6 else { return false }
        let isWord = secret.allSatisfy { $0.isASCIILowercase } || secret.allSatisfy { $0.isASCIIUppercase }
        let isNumber = secret.allSatisfy(\.isASCIIDigit)
        return secret.count >= 16 || !(isWord || isNumber)
    }
}
