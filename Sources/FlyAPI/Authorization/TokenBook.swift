import MachineRules
package import OrderedJSON

/// The tokens an emulator was given, and who holds each.
package struct TokenBook: Sendable {
    private var holders: [String: Caller] = [:]

    /// Whoever holds a token, nil for one that is not in the book.
    package func holder(of token: Substring) -> Caller? { holders[String(token)] }

    /// Reads `{"tokens":[{"token","user","org","apps","access"}]}`; `apps` absent means all of the organization's.
    /// - Throws: ``TokensFileError`` with what is wrong and where.
    package init(document: JSON) throws(TokensFileError) {
        guard let object = document.objectValue else { throw TokensFileError("it is no JSON object") }
        try Self.check(object, knownKeys: ["tokens"], at: "it")
        guard let entries = object["tokens"]?.arrayValue, !entries.isEmpty else {
            throw TokensFileError("\"tokens\" must be a list of at least one token")
        }
        for (index, entry) in entries.enumerated() { try add(entry, at: "tokens[\(index)]") }
    }

    private mutating func add(_ entry: JSON, at place: String) throws(TokensFileError) {
        guard let object = entry.objectValue else { throw TokensFileError("\(place) is no JSON object") }
        try Self.check(object, knownKeys: ["token", "user", "org", "apps", "access"], at: place)
        let text = try Self.text("token", of: object, at: place)
        guard let access = Caller.Access(rawValue: try Self.text("access", of: object, at: place)) else {
            throw TokensFileError("\(place): \"access\" must be \"read\" or \"write\"")
        }
        let user = try Self.text("user", of: object, at: place)
        let organization = try Self.text("org", of: object, at: place)
        let apps = try Self.apps(of: object, at: place)
        let tokens = AuthorizationHeader.tokens(in: text)
        guard !tokens.isEmpty else { throw TokensFileError("\(place): \"token\" holds no token") }
        for token in tokens {
            let caller = Caller(
                tokenID: DeployToken.id(of: token), user: user, reach: .organization(organization, apps: apps),
                access: access)
            guard holders.updateValue(caller, forKey: String(token)) == nil else {
                // The token itself must not come into anybody's log.
                throw TokensFileError("\(place): this token is listed twice")
            }
        }
    }

    private static func text(
        _ key: String, of object: JSONObject, at place: String
    ) throws(TokensFileError) -> String {
        guard let value = object[key] else { throw TokensFileError("\(place): \"\(key)\" is missing") }
        guard let text = value.stringValue, !text.isEmpty else {
            throw TokensFileError("\(place): \"\(key)\" must be a text that is not empty")
        }
        return text
    }

    private static func apps(of object: JSONObject, at place: String) throws(TokensFileError) -> Set<AppName>? {
        guard let value = object["apps"], !value.isNull else { return nil }
        let names = value.arrayValue?.compactMap(\.stringValue) ?? []
        guard !names.isEmpty, names.count == value.arrayValue?.count else {
            throw TokensFileError("\(place): \"apps\" must be a list of app names; leave it out for all apps")
        }
        return Set(names.map(AppName.init(rawValue:)))
    }

    private static func check(
        _ object: JSONObject, knownKeys: [String], at place: String
    ) throws(TokensFileError) {
        for key in object.keys where !knownKeys.contains(key) {
            throw TokensFileError(
                "\(place) has the unknown key \"\(key)\"; known are \(knownKeys.joined(separator: ", "))")
        }
    }
}

/// What is wrong with a file of tokens.
package struct TokensFileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
