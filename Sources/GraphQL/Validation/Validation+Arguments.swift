/// Specification section 5.4: arguments are known, given once, and given when required.
extension Validation {
    mutating func checkArguments() {
        for list in uses.argumentLists {
            checkUnique(list)
            guard let definitions = list.definitions else { continue }
            for argument in list.arguments where definitions[argument.name] == nil {
                report(
                    "\(list.owner) doesn't accept argument '\(argument.name)'", "argumentNotAccepted",
                    at: argument.location, list.path, below: [argument.name])
            }
            let missing = definitions.filter { definition in
                definition.isRequired && !list.arguments.contains { $0.name == definition.name }
            }
            if !missing.isEmpty {
                let names = missing.map(\.name).joined(separator: ", ")
                report(
                    "\(list.owner) is missing required arguments: \(names)", "missingRequiredArguments",
                    at: list.location, list.path)
            }
        }
    }

    private mutating func checkUnique(_ list: DocumentUses.ArgumentList) {
        guard Set(list.arguments.map(\.name)).count < list.arguments.count else { return }
        for (name, arguments) in Dictionary(grouping: list.arguments, by: \.name) where arguments.count > 1 {
            report(
                "There can be only one argument named \"\(name)\"", "argumentNotUnique",
                at: arguments.map(\.location), list.path)
        }
    }
}
