import FoundationEssentials
import OrderedJSON

/// A macaroon in the encoding of the service's tokens, so that clients which take them apart before they send them find
/// what they look for.
///
/// The client drops a token that begins with `fm2_` and cannot be decoded (measured, reference/graphql.md, section 0).
struct Macaroon: Sendable, Hashable {
    /// Names the key the token was made with.
    let keyID: [UInt8]
    let nonce: [UInt8]
    /// Whether nothing can be added to it.
    let isProof: Bool
    /// Who takes it.
    let location: String
    let caveats: [Caveat]
    /// What proves it to be genuine, 32 bytes.
    let tail: [UInt8]

    /// Where permission tokens are taken.
    static let permissionLocation = "https://api.fly.io/v1"
    /// Where those are taken that tell who one is.
    static let authenticationLocation = "https://api.fly.io/aaa/v1"

    /// `fm2_` and base64.
    var text: String { "fm2_" + Data(bytes).base64EncodedString() }

    var bytes: [UInt8] {
        var pack = MessagePack()
        pack.array(4)
        pack.array(3)
        pack.data(keyID)
        pack.data(nonce)
        pack.bool(isProof)
        pack.text(location)
        pack.array(caveats.count * 2)
        for caveat in caveats { caveat.write(to: &pack) }
        pack.data(tail)
        return pack.bytes
    }

    /// The raw bytes of a token's text; nil for what is no macaroon.
    static func bytes(of token: Substring) -> [UInt8]? {
        guard token.hasPrefix("fm2_") else { return nil }
        return Data(base64Encoded: String(token.dropFirst(4))).map { [UInt8]($0) }
    }

    /// The key id of a token's text; nil for what is no macaroon. Looks at no more than it needs.
    static func keyID(of token: Substring) -> [UInt8]? {
        // An array of four, in it an array of three, in it at most 66 bytes (a world of the longest name): in base64 that
        // begins so.
        guard token.hasPrefix("fm2_lJPE") else { return nil }
        let start = token.utf8.dropFirst(4).prefix(96)
        guard let head = Data(base64Encoded: String(decoding: start.prefix(start.count / 4 * 4), as: UTF8.self)) else {
            return nil
        }
        let bytes = [UInt8](head)
        guard bytes.count > 4, bytes.count >= 4 + Int(bytes[3]) else { return nil }
        return Array(bytes[4..<4 + Int(bytes[3])])
    }
}

/// What a macaroon is limited to.
enum Caveat: Sendable, Hashable {
    case organization(Int, Actions)
    case apps([Int: Actions])
    /// Unix seconds.
    case validity(from: Int64, until: Int64)

    /// The kinds' numbers are the client's.
    fileprivate func write(to pack: inout MessagePack) {
        switch self {
        case .organization(let id, let actions):
            pack.number(0)
            pack.array(2)
            pack.number(Int64(id))
            pack.number(Int64(actions.rawValue))
        case .apps(let apps):
            pack.number(3)
            pack.array(1)
            pack.map(apps.count)
            for (id, actions) in apps.sorted(by: { $0.key < $1.key }) {
                pack.number(Int64(id))
                pack.number(Int64(actions.rawValue))
            }
        case .validity(let from, let until):
            pack.number(4)
            pack.array(2)
            pack.number(from)
            pack.number(until)
        }
    }

    /// As the client reads it.
    var json: JSON {
        switch self {
        case .organization(let id, let actions):
            ["type": "Organization", "body": ["id": .int(id), "mask": .string(actions.text)]]
        case .apps(let apps):
            [
                "type": "Apps",
                "body": [
                    "apps": .object(
                        JSONObject(
                            apps.sorted { $0.key < $1.key }.map { (String($0.key), .string($0.value.text)) }))
                ],
            ]
        case .validity(let from, let until):
            ["type": "ValidityWindow", "body": ["not_before": .int(from), "not_after": .int(until)]]
        }
    }
}

/// What may be done: read, write, create, delete, control. Coded as its letters, `rwcdC`.
struct Actions: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    static let read = Actions(rawValue: 1)
    static let write = Actions(rawValue: 2)
    static let create = Actions(rawValue: 4)
    static let delete = Actions(rawValue: 8)
    static let control = Actions(rawValue: 16)
    static let all: Actions = [.read, .write, .create, .delete, .control]

    private static let letters: [(Character, Actions)] = [
        ("r", .read), ("w", .write), ("c", .create), ("d", .delete), ("C", .control),
    ]

    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The actions of letters; `*` is all of them, and letters that are none are passed over, as the client does.
    init(text: String) {
        self = text == "*" ? .all : []
        for (letter, action) in Self.letters where text.contains(letter) { insert(action) }
    }

    init(_ access: Caller.Access) {
        self = access == .write ? .all : .read
    }

    var text: String { String(Self.letters.filter { contains($0.1) }.map(\.0)) }
}
