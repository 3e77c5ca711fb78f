import GraphQL
import GraphQLSamples
import OrderedJSON

/// Executes a document against the small schema.
func answer(
    _ query: String, _ variables: JSONObject = [:], operationName: String? = nil, limits: Limits = .standard
) async throws -> JSON {
    let request = OperationRequest(query: query, operationName: operationName, variables: variables)
    return try await SmallSchema.executable(limits).execute(request, context: World())
}

/// The errors of a document that does not get as far as execution.
func refusal(_ query: String, limits: Limits = .standard) throws -> [ResponseError] {
    let executable = try SmallSchema.executable(limits)
    do throws(RequestFailure) {
        _ = try executable.prepare(query)
        return []
    } catch {
        return error.errors
    }
}

/// The codes and messages of a document's errors, one a line.
func complaints(_ query: String, limits: Limits = .standard) throws -> [String] {
    try refusal(query, limits: limits).map { "\($0.code ?? "-"): \($0.message)" }
}
