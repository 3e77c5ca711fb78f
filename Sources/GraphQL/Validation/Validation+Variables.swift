/// Specification section 5.8: variables.
extension Validation {
    mutating func checkVariableDefinitions() {
        for (operation, scope) in zip(document.operations, uses.operations) {
            var seen: Set<String> = []
            for variable in operation.variables {
                if !seen.insert(variable.name).inserted {
                    report(
                        "There can only be one variable named \"\(variable.name)\"", "variableNotUnique",
                        at: variable.location, scope.path)
                }
                check(variable, scope)
            }
        }
    }

    private mutating func check(_ variable: VariableDefinition, _ scope: DocumentUses.Scope) {
        guard let type = schema[variable.type.name] else {
            report(
                "\(variable.type.name) isn't a defined input type (on $\(variable.name))",
                "variableRequiresValidType", at: variable.location, scope.path)
            return
        }
        guard type.isInput else {
            report(
                "\(variable.type.name) isn't a valid input type (on $\(variable.name))", "variableRequiresValidType",
                at: variable.location, scope.path)
            return
        }
        if let literal = variable.defaultValue,
            schema.inputCoercion.value(of: literal, as: variable.type, variables: [:]) == nil
        {
            report(
                "Default value for $\(variable.name) doesn't match type \(variable.type)", "defaultValueInvalidType",
                at: variable.location, scope.path)
        }
    }

    /// Rules that look through fragments: used variables are declared, declared ones are used, and their types fit.
    mutating func checkVariableUses() {
        let fragments = Dictionary(uses.fragments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var stepsLeft = limits.validationSteps
        for (operation, scope) in zip(document.operations, uses.operations) {
            let declared = Dictionary(
                operation.variables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            var used: Set<String> = []
            var visited: Set<String> = []
            var open = [scope]
            while let current = open.popLast() {
                stepsLeft -= 1 + current.variables.count + current.spreads.count
                guard stepsLeft > 0 else { return reportTooComplex(scope) }
                for use in current.variables {
                    used.insert(use.name)
                    check(use, declared[use.name], in: current)
                }
                for name in current.spreads where visited.insert(name).inserted {
                    if let fragment = fragments[name] { open.append(fragment) }
                }
            }
            for variable in operation.variables where !used.contains(variable.name) {
                report(
                    "Variable $\(variable.name) is declared by \(scope.name) but not used", "variableNotUsed",
                    at: variable.location, scope.path)
            }
        }
    }

    mutating func reportTooComplex(_ scope: DocumentUses.Scope?) {
        let location = scope?.location ?? SourceLocation(line: 1, column: 1)
        report("The document is too complex to be validated", "maxComplexity", at: location, scope?.path)
    }

    private mutating func check(
        _ use: DocumentUses.VariableUse, _ variable: VariableDefinition?, in scope: DocumentUses.Scope
    ) {
        guard let variable else {
            report(
                "Variable $\(use.name) is used by \(scope.name) but not declared", "variableNotDefined",
                at: use.location, use.path)
            return
        }
        guard let expected = use.expected, schema[variable.type.name]?.isInput == true else { return }
        var effective = expected
        if expected.isNonNull, !variable.type.isNonNull {
            var hasDefault = use.placeHasDefault
            if let literal = variable.defaultValue, literal.kind != .null { hasDefault = true }
            if hasDefault { effective = expected.nullable }
        }
        guard !Self.fits(variable.type, effective) else { return }
        report(
            "\(Self.mismatch(variable.type, expected)) mismatch on variable $\(use.name) and argument \(use.argument)"
                + " (\(variable.type) / \(expected))",
            "variableMismatch", at: use.location, use.path)
    }

    /// Whether any value of the variable's type is one of the place's type.
    private static func fits(_ variable: TypeReference, _ place: TypeReference) -> Bool {
        switch (variable, place) {
        case (.nonNull(let inner), .nonNull(let placeInner)): fits(inner, placeInner)
        case (_, .nonNull): false
        case (.nonNull(let inner), _): fits(inner, place)
        case (.list(let item), .list(let placeItem)): fits(item, placeItem)
        case (.named(let name), .named(let placeName)): name == placeName
        case (.list, .named), (.named, .list): false
        }
    }

    private static func mismatch(_ variable: TypeReference, _ place: TypeReference) -> String {
        if variable.name != place.name { return "Type" }
        return variable.listDepth == place.listDepth ? "Nullability" : "List dimension"
    }
}

extension TypeReference {
    /// How many lists are around the name.
    fileprivate var listDepth: Int {
        switch self {
        case .named: 0
        case .nonNull(let inner): inner.listDepth
        case .list(let inner): 1 + inner.listDepth
        }
    }
}
