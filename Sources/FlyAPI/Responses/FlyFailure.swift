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
        case let error as JSONSyntaxError: return response(to: Refusal(error))
        case is NIOTooManyBytesError: return response(to: Refusal(.bodyTooLarge))
        case let error as WorldError: return response(to: refusal(of: error))
        case let error as HTTPError where error.status == .notFound || error.status == .methodNotAllowed:
            // The service's router answers an unknown route and a wrong method alike, before it looks at the token.
            return .text(status: .notFound, Refusal(.routeUnknown).text)
        case let error as HTTPError: return .json(status: error.status, error: error.body ?? error.status.reasonPhrase)
        case is HTTPParserError: return response(to: Refusal(.requestMalformed))
        case is CancellationError: return response(to: Refusal(.shuttingDown))
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

    private static func refusal(of error: WorldError) -> Refusal {
        switch error {
        case .invalidName(let name): Refusal(.worldNameIllegal, ["name": name])
        case .exists(let name): Refusal(.worldExists, ["name": name])
        case .unknown(let name): Refusal(.worldNotFound, ["name": name])
        case .noSnapshot(let name, let world): Refusal(.worldSnapshotNotFound, ["name": name, "world": world])
        }
    }
}
