/// What an app may be called.
package enum AppRules {
    /// Lower-case letters, digits and dashes, not beginning with a dash, fewer than 63 characters; else 422
    /// `Validation failed: Name under 63 chars using numbers, lowercase letters and dashes` (client code).
    package static func validateName(_ name: String) throws(Refusal) {
        let isLegal = name.utf8.allSatisfy { unit in
            switch unit {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isLegal, !name.isEmpty, name.utf8.count < 63, !name.hasPrefix("-") else {
            throw Refusal(.appNameIllegal)
        }
    }

    /// The name is another app's: 422 with the code that clients look for (client code, documented).
    package static let nameTaken = Refusal(.appNameTaken)
}
