import HTTPTypes
import Hummingbird
import Persistence

/// What a browser sees of a login: nobody has to do anything, so it is sent on to where the tool waits for its code, or
/// shown the code.
enum CLISessionPage {
    static let path = "/_windtunnel/cli_sessions/{session}"

    /// - Parameter request: the one that made the session: the page is where it went.
    static func url(of session: String, for request: Request) -> String {
        let authority = request.head.authority ?? "localhost"
        let host = authority.prefix { $0 != ":" }
        // Addresses and localhost are those of the plain listener; names are the service's, which are asked over TLS.
        let isPlain = host == "localhost" || host.last?.isNumber == true || authority.hasPrefix("[")
        return (isPlain ? "http://" : "https://") + authority + path.replacing("{session}", with: session)
    }

    static func response(to session: CLISessionRecord) -> Response {
        guard session.approval != nil else {
            return .text(
                status: .ok,
                """
                This login waits for somebody with a token that may use the controls:
                POST /_windtunnel/cli_sessions/\(session.id)/approve

                """)
        }
        guard session.challenge != nil else {
            return .text(status: .ok, "You are logged in. Go back to your terminal.\n")
        }
        guard let port = session.redirectPort else {
            return .text(status: .ok, "Paste this code into your terminal: \(session.code)\n")
        }
        let state = session.state.map { "&state=" + percentEncoded($0) } ?? ""
        var response = Response.empty(.seeOther)
        response.headers[.location] = "http://127.0.0.1:\(port)/callback?code=\(session.code)\(state)"
        return response
    }

    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
