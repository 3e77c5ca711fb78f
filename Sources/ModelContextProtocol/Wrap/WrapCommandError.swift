/// Why a wrap process ends at once with exit code 1. The description is what it says on standard error.
package enum WrapCommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Neither `--mcp` nor a word after `--`: what the image does when `init.cmd` is empty.
    case noCommand
    case unknownFlag(String)
    case flagNeedsArgument(String)
    case invalidValue(flag: String, value: String)
    /// A word before `--` that belongs to no flag.
    case unexpectedArgument(String)

    /// In the manner of flyctl.
    package var description: String {
        switch self {
        case .noCommand: "no command specified"
        case .unknownFlag(let name): "unknown flag: \(name)"
        case .flagNeedsArgument(let name): "flag needs an argument: \(name)"
        case .invalidValue(let flag, let value): "invalid argument \"\(value)\" for \"\(flag)\" flag"
        case .unexpectedArgument(let word): "unexpected argument \"\(word)\""
        }
    }
}
