import HTTPTypes
import Hummingbird
import Logging
import MachineRules
import NIOCore
import NIOHTTP1
import OrderedJSON
import Simulation

/// The one place where errors become answers (reference/machines-rest.md, sections 1.5 and 1.6).
enum FlyFailure {
    static func response(
        to error: any Error,
        request: Request,
        context: FlyRequestContext,
        requestID: String
    ) -> Response {
        switch error {
        case let refusal as Refusal: return response(to: refusal)
        case let error as JSONSyntaxError: return .json(status: .badRequest, error: "\(error)")
        case is NIOTooManyBytesError: return .json(status: .contentTooLarge, error: "http: request body too large")
        case let error as WorldError: return .json(status: .badRequest, error: text(of: error))
        case let error as HTTPError where error.status == .notFound || error.status == .methodNotAllowed:
            // The service's router answers an unknown route and a wrong method alike, before it looks at the token.
            return .text(status: .notFound, "404 page not found")
        case let error as HTTPError: return .json(status: error.status, error: error.body ?? error.status.reasonPhrase)
        case is HTTPParserError: return .json(status: .badRequest, error: "malformed HTTP request")
        case is CancellationError: return .json(status: .serviceUnavailable, error: "unavailable: shutting down")
        case let error as any HTTPResponseError:
            // The controls bring their own shape.
            if let response = try? error.response(from: request, context: context) { return response }
            return unexpected(error, request: request, context: context, requestID: requestID)
        default: return unexpected(error, request: request, context: context, requestID: requestID)
        }
    }

    /// Ours to mend: told once in the log, by the id that the caller sees.
    private static func unexpected(
        _ error: any Error,
        request: Request,
        context: FlyRequestContext,
        requestID: String
    ) -> Response {
        context.logger.error(
            "Request failed",
            metadata: [
                "error": "\(error)", "method": "\(request.method)", "path": "\(request.uri.path)",
                "request": "\(requestID)",
            ]
        )
        return .json(status: .internalServerError, error: "internal: server error, request \(requestID)")
    }

    static func response(to refusal: Refusal) -> Response {
        var body: JSONObject = ["error": .string(refusal.text)]
        if let status = refusal.status { body["status"] = .string(status) }
        return .json(status: HTTPResponse.Status(code: refusal.kind.httpStatus), .object(body))
    }

    private static func text(of error: WorldError) -> String {
        switch error {
        case .invalidName(let name):
            "windtunnel: \"\(name)\" is no name of a world: letters, digits and dashes, 63 at most"
        case .exists(let name): "windtunnel: a world \"\(name)\" exists already"
        case .unknown(let name): "windtunnel: there is no world \"\(name)\""
        case .noSnapshot(let name, let world): "windtunnel: world \"\(world)\" has no snapshot \"\(name)\""
        }
    }
}
