import GraphQL
import Logging
import MachineRules
import OrderedJSON
import Simulation

typealias FlyResolvers = Resolvers<GraphQLContext>
typealias FlyCall = ResolverCall<GraphQLContext>

/// The GraphQL API of the service: its schema, resolved as far as it is served by the same services that REST calls.
struct FlyGraphQL: Sendable {
    let executable: Executable<GraphQLContext>
    private let documents = PreparedDocuments(generationSize: 256)

    /// - Throws: `SchemaError` when schema and resolvers contradict each other, a mistake of ours.
    init() throws {
        executable = try Executable(
            schema: Schema(sdl: FlySchema.sdl), resolvers: Self.resolvers, translate: Self.fieldError(for:))
    }

    /// - Parameter caller: whose token it is; one that may only read is answered no mutation at all.
    /// - Returns: the whole response document.
    func execute(_ request: OperationRequest, in world: World, for caller: Caller) async -> JSON {
        do throws(RequestFailure) {
            let document = try documents.document(request.query) { text throws(RequestFailure) in
                try executable.prepare(text)
            }
            if !caller.may(.write), try document.operation(named: request.operationName).kind == .mutation {
                return Denial.graphQLDocument
            }
            return await executable.execute(
                document, operationName: request.operationName, variables: request.variables,
                context: GraphQLContext(world: world, caller: caller))
        } catch {
            return error.response
        }
    }

    private static var resolvers: FlyResolvers {
        var resolvers = FlyResolvers()
        NodeResolvers.add(to: &resolvers)
        PlatformResolvers.add(to: &resolvers)
        Viewer.add(to: &resolvers)
        OrganizationQueries.add(to: &resolvers)
        OrganizationResolvers.add(to: &resolvers)
        AppQueries.add(to: &resolvers)
        AppMutations.add(to: &resolvers)
        AppResolvers.add(to: &resolvers)
        AddressResolvers.add(to: &resolvers)
        AddressMutations.add(to: &resolvers)
        EgressAddressResolvers.add(to: &resolvers)
        MachineResolvers.add(to: &resolvers)
        MachineEventResolvers.add(to: &resolvers)
        VolumeResolvers.add(to: &resolvers)
        ReleaseResolvers.add(to: &resolvers)
        ReleaseMutations.add(to: &resolvers)
        SecretResolvers.add(to: &resolvers)
        CertificateResolvers.add(to: &resolvers)
        CertificateMutations.add(to: &resolvers)
        TokenResolvers.add(to: &resolvers)
        return resolvers
    }

    private static let logger = Logger(label: "windtunnel.graphql")

    /// The words and the code of whatever a service threw (reference/graphql.md, section 1.4; which code goes with which
    /// refusal is chosen).
    private static func fieldError(for error: any Error) -> FieldError {
        guard let refusal = error as? Refusal else {
            logger.error("GraphQL field failed", metadata: ["error": "\(error)"])
            return FieldError("Internal server error", code: ErrorCode.internalError)
        }
        let code =
            switch refusal.kind {
            case .notFound: "NOT_FOUND"
            case .invalidArgument, .tooLarge: ErrorCode.invalidArguments
            case .unprocessable, .conflict, .failedPrecondition: "UNPROCESSABLE"
            case .unauthenticated, .forbidden: "UNAUTHORIZED"
            case .notImplemented: ErrorCode.notImplemented
            case .timeout, .rateLimited, .unavailable: "SERVICE_UNAVAILABLE"
            }
        // REST begins some texts with their class; GraphQL has the code for that.
        let prefix = "invalid_argument: "
        return FieldError(
            refusal.text.hasPrefix(prefix) ? String(refusal.text.dropFirst(prefix.count)) : refusal.text, code: code)
    }
}

extension FieldError {
    /// `Could not find App "name"`: clients look for the words before the name.
    static func couldNotFind(_ type: String, _ name: String? = nil) -> FieldError {
        FieldError("Could not find \(type)" + (name.map { " \"\($0)\"" } ?? ""), code: "NOT_FOUND")
    }
}
