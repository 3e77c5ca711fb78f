import Simulation

/// The token of a login: `wt_WORLD_` and 64 hexadecimal digits. Being no macaroon it survives flyctl, which drops those
/// that it cannot read; and it leads to its world without a header.
enum LoginToken {
    private static let length = 64

    static func text(in world: String, _ seal: TokensService.Seal) -> String {
        "wt_\(world)_" + seal.tail.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Whether a token has the form of one.
    static func isOne(_ token: Substring) -> Bool {
        let parts = token.split(separator: "_", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "wt" && parts[2].utf8.count == length
    }
}
