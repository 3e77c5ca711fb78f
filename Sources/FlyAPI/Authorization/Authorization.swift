import HTTPTypes
import Hummingbird
import MachineRules
import Simulation

/// Whether tokens are checked, and which are known.
package struct Authorization: Sendable {
    /// Nil where any token is taken, and none too.
    private let book: TokenBook?
    /// Whether the controls need a token; see ``strict(_:controlsNeedToken:)``.
    let controlsNeedToken: Bool

    /// Any token is taken, and none too: nothing is looked at.
    package static let permissive = Authorization(book: nil, controlsNeedToken: false)

    /// Only tokens of the book, and those minted with them, are taken.
    /// - Parameter controlsNeedToken: the controls are the developer's own while nobody else can reach the listener;
    ///   otherwise they need a token with write access to all of an organization.
    package static func strict(_ book: TokenBook, controlsNeedToken: Bool) -> Authorization {
        Authorization(book: book, controlsNeedToken: controlsNeedToken)
    }

    package var isStrict: Bool { book != nil }

    /// A token that is known, and whose it is.
    struct Holder: Sendable {
        let token: String
        let caller: Caller
        /// Of a token that was minted here.
        let grant: TokensService.Grant?
    }

    /// The known tokens of a header, in their order; where none is checked, the first counts as the developer's if no
    /// other is known.
    /// - Parameter world: where minted tokens are looked up; nil where none can be known.
    func holders(of header: String, in world: World?) async throws -> [Holder] {
        let tokens = AuthorizationHeader.tokens(in: header)
        var holders: [Holder] = []
        for token in tokens {
            if let caller = book?.holder(of: token) {
                holders.append(Holder(token: String(token), caller: caller, grant: nil))
            } else if DeployToken.isMacaroon(token) || LoginToken.isOne(token),
                let grant = try await world?.tokens.grant(of: String(token))
            {
                holders.append(Holder(token: String(token), caller: Caller(grant), grant: grant))
            }
        }
        if book == nil, holders.isEmpty, let token = tokens.first {
            holders = [Holder(token: String(token), caller: .developer(with: token), grant: nil)]
        }
        return holders
    }

    /// Whether a request may make the world it names by naming it. In strict mode a stranger must not: only who is in the
    /// book, or uses controls that need no token.
    func mayMakeWorld(_ request: Request) -> Bool {
        guard let book else { return true }
        if !controlsNeedToken, RouteAccess.isControl(request.uri.path) { return true }
        return AuthorizationHeader.tokens(in: request.headers[.authorization] ?? "").contains {
            book.holder(of: $0) != nil
        }
    }
}

extension Caller {
    /// The developer, told apart by the token that was sent.
    fileprivate static func developer(with token: Substring) -> Caller {
        Caller(tokenID: DeployToken.id(of: token), user: developer.user, reach: .everything, access: .write)
    }

    /// Whoever holds a token that was minted here.
    init(_ grant: TokensService.Grant) {
        self.init(
            tokenID: grant.id, user: grant.user,
            reach: .organization(grant.organization, apps: grant.app.map { [$0] }),
            access: grant.mayWrite ? .write : .read)
    }
}
