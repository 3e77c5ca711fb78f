/// Texts that name a version of what a client deploys, and so differ from run to run: an image's tag as flyctl makes it,
/// the digest of an image, a commit.
enum VersionText {
    private static let tag = Array("deployment-".utf8)

    /// Whether two whole tokens name versions of the same form.
    static func areAlike(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        if left.starts(with: tag), right.starts(with: tag) {
            return KnownShape(left.dropFirst(tag.count)) == .ulid && KnownShape(right.dropFirst(tag.count)) == .ulid
        }
        return left.count == right.count && [40, 64].contains(left.count) && left.allSatisfy(\.isLowercaseHex)
            && right.allSatisfy(\.isLowercaseHex)
    }
}
