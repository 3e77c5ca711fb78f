/// Specification section 5.7: directives are defined, stand where they may, and stand there once.
extension Validation {
    mutating func checkDirectives() {
        for list in uses.directiveLists {
            var seen: Set<String> = []
            for directive in list.directives {
                guard let definition = schema.directives[directive.name] else {
                    report(
                        "Directive @\(directive.name) is not defined", "undefinedDirective", at: directive.location,
                        list.path)
                    continue
                }
                if !definition.locations.contains(list.place) {
                    let allowed = definition.locations.map(\.plural).joined(separator: ", ")
                    report(
                        "'@\(directive.name)' can't be applied to \(list.place.plural) (allowed: \(allowed))",
                        "directiveCannotBeApplied", at: directive.location, list.path)
                }
                if !seen.insert(directive.name).inserted, !definition.isRepeatable {
                    report(
                        "The directive \"\(directive.name)\" can only be used once at this location.",
                        "directiveNotUniqueForLocation", at: directive.location, list.path)
                }
            }
        }
    }
}

extension DirectiveLocation {
    /// How an error speaks of elements at this place: `fields`, `fragment spreads`.
    fileprivate var plural: String {
        let words = rawValue.lowercased().split(separator: "_").joined(separator: " ")
        return words.hasSuffix("y") ? "\(words.dropLast())ies" : "\(words)s"
    }
}
