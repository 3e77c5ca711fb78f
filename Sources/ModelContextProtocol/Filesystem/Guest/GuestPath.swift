/// An absolute path as a program in the guest sees it, without `.`, `..`, or empty parts.
///
/// Two paths are equal when their bytes are: Swift's own string equality holds different spellings of `é` for the same,
/// a file system does not, and a check of who may go where must side with the file system.
struct GuestPath: Sendable {
    let components: [String]

    static let root = GuestPath(components: [])

    init(components: [String]) {
        self.components = components
    }

    /// Reads `text` from `base` unless it is absolute, and folds dots by their text alone, as Node's `path.resolve`.
    init(_ text: String, from base: GuestPath = .root) {
        var components = text.utf8.first == UInt8(ascii: "/") ? [] : base.components
        for part in Self.parts(of: text) {
            switch part {
            case "", ".": continue
            case "..": _ = components.popLast()
            default: components.append(part)
            }
        }
        self.components = components
    }

    /// The parts between slashes, dots and empty ones included.
    static func parts(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    var text: String { "/" + components.joined(separator: "/") }

    var name: String { components.last ?? "" }

    var parent: GuestPath { GuestPath(components: Array(components.dropLast())) }

    func appending(_ name: String) -> GuestPath { GuestPath(components: components + [name]) }

    /// Whether this is `other` or lies below it.
    func isWithin(_ other: GuestPath) -> Bool {
        components.count >= other.components.count
            && zip(components, other.components).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }
}

extension GuestPath: Hashable {
    static func == (left: GuestPath, right: GuestPath) -> Bool {
        left.components.count == right.components.count && left.isWithin(right)
    }

    func hash(into hasher: inout Hasher) {
        for component in components {
            for byte in component.utf8 { hasher.combine(byte) }
            hasher.combine(UInt8(ascii: "/"))
        }
    }
}
