import OrderedJSON

extension Schema {
    /// Coerces the values a request gives for an operation's variables (specification section 6.1.2).
    ///
    /// A variable that has neither value nor default is absent from the result, which is not the same as null; values
    /// for variables the operation does not declare are ignored.
    func coerce(
        _ given: JSONObject, for operation: OperationDefinition, _ limits: Limits
    ) throws(RequestFailure) -> [String: JSON] {
        var valuesLeft = limits.variableValues
        guard JSON.object(given).fits(in: &valuesLeft) else {
            let message = "The variables hold more than \(limits.variableValues) values"
            throw RequestFailure([ResponseError(message, code: ErrorCode.invalidArguments)])
        }
        let given = Dictionary(uniqueKeysWithValues: given.members.map { ($0.key, $0.value) })
        var values: [String: JSON] = [:]
        var errors: [ResponseError] = []
        for variable in operation.variables {
            var problems: [InputProblem] = []
            if let json = given[variable.name] {
                values[variable.name] = inputCoercion.value(of: json, as: variable.type, into: &problems)
            } else if let literal = variable.defaultValue {
                values[variable.name] = inputCoercion.value(of: literal, as: variable.type, variables: [:])
            } else if variable.type.isNonNull {
                problems.append(InputProblem(path: [], explanation: "Expected value to not be null"))
            }
            if !problems.isEmpty { errors.append(Self.error(variable, problems)) }
        }
        guard errors.isEmpty else { throw RequestFailure(errors) }
        return values
    }

    /// The error in graphql-ruby's words; problems of the value as a whole are not spelled out there, and not here.
    private static func error(_ variable: VariableDefinition, _ problems: [InputProblem]) -> ResponseError {
        var message = "Variable $\(variable.name) of type \(variable.type) was provided invalid value"
        let inner = problems.filter { !$0.path.isEmpty }
        if !inner.isEmpty {
            let parts = inner.map { "\($0.path.joined(separator: ".")) (\($0.explanation))" }
            message += " for \(parts.joined(separator: ", "))"
        }
        return ResponseError(message, at: [variable.location], code: ErrorCode.invalidArguments)
    }
}

extension JSON {
    /// Counts the value and all values in it down from a budget, and gives up when that is used up.
    fileprivate func fits(in valuesLeft: inout Int) -> Bool {
        valuesLeft -= 1
        guard valuesLeft >= 0 else { return false }
        switch self {
        case .array(let elements):
            for element in elements where !element.fits(in: &valuesLeft) { return false }
        case .object(let object):
            for member in object.members where !member.value.fits(in: &valuesLeft) { return false }
        default: break
        }
        return true
    }
}
