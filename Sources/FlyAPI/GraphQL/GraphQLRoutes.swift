import GraphQL
import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// `POST /graphql` (reference/graphql.md, section 1): errors of the document or of a field are HTTP 200, only a body that
/// is no request at all is 400. Every other method is 404, as nothing is served there.
enum GraphQLRoutes {
    /// Made once: schema and resolvers depend on nothing. A schema that does not build would be a mistake of ours; a
    /// test builds it, and the route answers 500 then.
    private static let api = Result { try FlyGraphQL() }

    static func add(to table: inout RouteTable) {
        table.serve(
            .post, "/graphql", .partial, note: "fields that are not served answer NOT_IMPLEMENTED", access: .read
        ) { request, context in
            let api = try Self.api.get()
            let world = try context.requireWorld()
            let bytes = try await request.bodyBytes()
            switch GraphQLBody.read(bytes) {
            case .request(let request):
                return answer(await api.execute(request, in: world, for: context.caller))
            case .refused(let status, let message): return answer(status: status, error: message)
            }
        }
    }

    private static func answer(status: HTTPResponse.Status, error message: String) -> Response {
        answer(status: status, RequestFailure([ResponseError(message)]).response)
    }

    private static func answer(status: HTTPResponse.Status = .ok, _ document: JSON) -> Response {
        let bytes = document.utf8
        return Response(
            status: status,
            headers: [.contentType: "application/json", .contentLength: String(bytes.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
