package import OrderedJSON

/// A schema that can answer: its types, the resolvers of its fields, and the limits for what clients may ask.
///
/// ```swift
/// let api = try Executable(schema: Schema(sdl: text), resolvers: resolvers)
/// let response = await api.execute(OperationRequest(query: "{ app(name: \"demo\") { id } }"), context: world)
/// ```
package struct Executable<Context: Sendable>: Sendable {
    package let schema: Schema
    package let resolvers: Resolvers<Context>
    package let limits: Limits
    private let translate: @Sendable (any Error) -> FieldError

    /// - Parameter translate: turns what a resolver throws, other than a `FieldError`, into one: the place to map the
    ///   program's own refusals to messages and codes, and to log what nobody expected.
    /// - Throws: a `SchemaError` when a resolver is for a field the schema does not have.
    package init(
        schema: Schema,
        resolvers: Resolvers<Context>,
        limits: Limits = .standard,
        translate: @escaping @Sendable (any Error) -> FieldError = { error in
            FieldError("Internal server error: \(error)", code: ErrorCode.internalError)
        }
    ) throws(SchemaError) {
        for name in resolvers.names {
            let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, case .object(let type) = schema[String(parts[0])],
                type.fields[String(parts[1])] != nil
            else { throw SchemaError("There is a resolver for '\(name)', which is no field of an object type") }
        }
        self.schema = schema
        self.resolvers = resolvers
        self.limits = limits
        self.translate = translate
    }

    /// Parses and validates a document. The result depends on nothing but the text, so both outcomes may be cached.
    package func prepare(_ query: String) throws(RequestFailure) -> PreparedDocument<Context> {
        let document: ExecutableDocument
        do throws(SyntaxError) {
            document = try ExecutableDocument(parsing: query, limits: limits)
        } catch {
            throw RequestFailure([ResponseError(error)])
        }
        let errors = Validation.errors(in: document, schema: schema, limits: limits)
        guard errors.isEmpty else { throw RequestFailure(errors) }
        return PreparedDocument(document)
    }

    /// Executes one operation of a prepared document.
    /// - Returns: the response (specification section 7.1): `data`, then `errors` when there are any; `errors` alone
    ///   when the operation or its variables are wrong.
    package func execute(
        _ prepared: PreparedDocument<Context>, operationName: String? = nil, variables: JSONObject = JSONObject(),
        context: Context
    ) async -> JSON {
        do throws(RequestFailure) {
            let operation = try prepared.operation(named: operationName)
            let planner = Planner(
                schema: schema, resolvers: resolvers, fragments: prepared.fragments,
                variables: try schema.coerce(variables, for: operation, limits))
            let execution = Execution(
                planner: planner, context: context, limits: limits, translate: translate)
            let data = await execution.run(operation) { root in prepared.plan(of: operation, on: root, by: planner) }
            if execution.errors.isEmpty { return .object(["data": data]) }
            return .object(["data": data, "errors": .array(execution.errors.map(\.json))])
        } catch {
            return error.response
        }
    }

    /// Parses, validates and executes a request.
    package func execute(_ request: OperationRequest, context: Context) async -> JSON {
        do throws(RequestFailure) {
            let prepared = try prepare(request.query)
            return await execute(
                prepared, operationName: request.operationName, variables: request.variables, context: context)
        } catch {
            return error.response
        }
    }
}
