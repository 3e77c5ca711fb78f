import FoundationEssentials
import MachineRules
import OrderedJSON
import Testing

@testable import FlyAPI

@Suite struct TokensFiles {
    private static let one: JSON = [
        "tokens": [["token": "secret", "user": "dev@example.com", "org": "personal", "access": "write"]]
    ]

    /// A file of this text and mode in a folder that goes afterwards.
    private func withFile<Result>(_ text: String, mode: Int = 0o600, _ body: (String) throws -> Result) throws -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "windtunnel-tokens-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "tokens.json").path(percentEncoded: false)
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try body(path)
    }

    @Test func `a token stands for its user, organization, apps and access`() throws {
        let book = try TokenBook(document: [
            "tokens": [
                ["token": "a", "user": "a@example.com", "org": "one", "apps": ["x", "y"], "access": "read"],
                ["token": "FlyV1 fm2_b,fm2_c", "user": "b@example.com", "org": "two", "access": "write"],
            ]
        ])
        let first = try #require(book.holder(of: "a"))
        #expect(first.user == "a@example.com")
        #expect(first.reach == .organization("one", apps: ["x", "y"]))
        #expect(!first.may(.write) && first.may(.read))
        for text in ["fm2_b", "fm2_c"] {
            let second = try #require(book.holder(of: Substring(text)))
            #expect(second.reach == .organization("two", apps: nil))
            #expect(second.may(.write) && second.may(.read))
        }
        #expect(book.holder(of: "b") == nil)
        #expect(book.holder(of: "") == nil)
    }

    @Test func `a file of the owner's alone is read`() throws {
        for mode in [0o600, 0o400, 0o700] {
            let book = try withFile(Self.one.text, mode: mode) { try TokensFile.read($0) }
            #expect(book.holder(of: "secret") != nil)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644])
    func `a file that is open to others is refused with the way to mend it`(mode: Int) throws {
        try withFile(Self.one.text, mode: mode) { path in
            let error = #expect(throws: TokensFileError.self) { try TokensFile.read(path) }
            #expect(error?.description == "the tokens file \(path) is open to others; run: chmod 600 \(path)")
        }
    }

    @Test func `a file that is not there or no file is named`() throws {
        let missing = #expect(throws: TokensFileError.self) { try TokensFile.read("/nonexistent/tokens.json") }
        #expect(
            missing?.description == "cannot read the tokens file /nonexistent/tokens.json: No such file or directory")
        let folder = #expect(throws: TokensFileError.self) { try TokensFile.read("/") }
        #expect(folder?.description == "the tokens file / is no regular file")
    }

    @Test(
        arguments: [
            ("{", "is no JSON: "),
            ("[]", "it is no JSON object"),
            ("{}", "\"tokens\" must be a list of at least one token"),
            (#"{"tokens":[]}"#, "\"tokens\" must be a list of at least one token"),
            (#"{"tokens":[],"x":1}"#, "it has the unknown key \"x\"; known are tokens"),
            (#"{"tokens":["a"]}"#, "tokens[0] is no JSON object"),
            (
                #"{"tokens":[{"token":"a","user":"u","org":"o","access":"read","app":"x"}]}"#,
                "tokens[0] has the unknown key \"app\"; known are token, user, org, apps, access"
            ),
            (#"{"tokens":[{"user":"u","org":"o","access":"read"}]}"#, "tokens[0]: \"token\" is missing"),
            (#"{"tokens":[{"token":"a","org":"o","access":"read"}]}"#, "tokens[0]: \"user\" is missing"),
            (#"{"tokens":[{"token":"a","user":"u","access":"read"}]}"#, "tokens[0]: \"org\" is missing"),
            (#"{"tokens":[{"token":"a","user":"u","org":"o"}]}"#, "tokens[0]: \"access\" is missing"),
            (
                #"{"tokens":[{"token":"a","user":"u","org":"o","access":"admin"}]}"#,
                "tokens[0]: \"access\" must be \"read\" or \"write\""
            ),
            (
                #"{"tokens":[{"token":"","user":"u","org":"o","access":"read"}]}"#,
                "tokens[0]: \"token\" must be a text that is not empty"
            ),
            (
                #"{"tokens":[{"token":"Bearer ","user":"u","org":"o","access":"read"}]}"#,
                "tokens[0]: \"token\" holds no token"
            ),
            (
                #"{"tokens":[{"token":"a","user":"u","org":"o","access":"read","apps":[]}]}"#,
                "tokens[0]: \"apps\" must be a list of app names; leave it out for all apps"
            ),
            (
                #"{"tokens":[{"token":"a","user":"u","org":"o","access":"read","apps":["x",1]}]}"#,
                "tokens[0]: \"apps\" must be a list of app names; leave it out for all apps"
            ),
            (
                """
                {"tokens":[{"token":"a","user":"u","org":"o","access":"read"},
                {"token":"Bearer a","user":"v","org":"o","access":"write"}]}
                """, "tokens[1]: this token is listed twice"
            ),
        ])
    func `what is wrong is said, and in which file`(text: String, words: String) throws {
        try withFile(text) { path in
            let error = #expect(throws: TokensFileError.self) { try TokensFile.read(path) }
            #expect(error?.description.hasPrefix("the tokens file \(path)") == true)
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }
}
