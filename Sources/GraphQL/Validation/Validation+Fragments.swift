/// Specification section 5.5: fragments.
extension Validation {
    mutating func checkFragments() {
        checkNames()
        for condition in uses.conditions { check(condition) }
        checkSpreads()
    }

    private mutating func checkNames() {
        for (name, fragments) in Dictionary(grouping: document.fragments, by: \.name) where fragments.count > 1 {
            report("Fragment name \"\(name)\" must be unique", "fragmentNotUnique", at: fragments.map(\.location), nil)
        }
        let used = Set(uses.spreads.map(\.spread.name))
        for scope in uses.fragments where !used.contains(scope.name) {
            report(
                "Fragment \(scope.name) was defined, but not used", "useAndDefineFragment", at: scope.location,
                scope.path)
        }
    }

    private mutating func check(_ condition: DocumentUses.TypeCondition) {
        guard let type = schema[condition.name] else {
            report(
                "No such type \(condition.name), so it can't be a fragment condition", "undefinedType",
                at: condition.location, condition.path)
            return
        }
        guard type.isComposite else {
            report(
                "Invalid fragment on type \(condition.name) (must be Union, Interface or Object)",
                "fragmentOnNonCompositeType", at: condition.location, condition.path)
            return
        }
        if let parent = condition.parent, !schema.overlap(condition.name, parent.name) {
            report(
                "Fragment on \(condition.name) can't be spread inside \(parent.name)", "cannotSpreadFragment",
                at: condition.location, condition.path)
        }
    }

    private mutating func checkSpreads() {
        let conditions = Dictionary(
            document.fragments.map { ($0.name, $0.typeCondition) }, uniquingKeysWith: { first, _ in first })
        for use in uses.spreads {
            let name = use.spread.name
            guard let condition = conditions[name] else {
                report(
                    "Fragment \(name) was used, but not defined", "useAndDefineFragment", at: use.spread.location,
                    use.path)
                continue
            }
            if let parent = use.parent, schema.composite(condition) != nil, !schema.overlap(condition, parent.name) {
                report(
                    "Fragment \(name) on \(condition) can't be spread inside \(parent.name)", "cannotSpreadFragment",
                    at: use.spread.location, use.path)
            }
        }
    }

    mutating func reportCycles(through names: Set<String>) {
        for scope in uses.fragments where names.contains(scope.name) {
            report("Fragment \(scope.name) contains an infinite loop", "infiniteLoop", at: scope.location, scope.path)
        }
    }
}
