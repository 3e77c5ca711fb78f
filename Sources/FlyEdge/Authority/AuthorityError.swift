/// Why the local certificate authority cannot be used: one sentence that names the file and says what to do.
package struct AuthorityError: Error, Equatable, CustomStringConvertible {
    /// The sentence, ready to be shown to the user.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
