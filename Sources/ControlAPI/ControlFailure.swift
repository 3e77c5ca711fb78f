import FlyAPI
import HTTPTypes
import Hummingbird
import OrderedJSON

/// An error of the control API: `{"error":…,"hint":…}`, what was wrong and what to do.
struct ControlFailure: HTTPResponseError, CustomStringConvertible {
    let status: HTTPResponse.Status
    let error: String
    let hint: String

    init(_ status: HTTPResponse.Status, _ error: String, hint: String = "") {
        self.status = status
        self.error = error
        self.hint = hint
    }

    /// On one line, for those who get no document.
    var description: String { hint.isEmpty ? error : "\(error): \(hint)" }

    func response(from request: Request, context: some RequestContext) -> Response {
        .json(status: status, ["error": .string(error), "hint": .string(hint)])
    }
}
