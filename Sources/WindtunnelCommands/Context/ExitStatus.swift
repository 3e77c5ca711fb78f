/// The exit codes of every command but `exec`, which passes on its child's.
enum ExitStatus {
    static let success: Int32 = 0
    /// The service refused, or a tool answered with an error.
    static let refused: Int32 = 1
    /// A check found what it looks for: the same code as a refusal.
    static let findings: Int32 = 1
    /// Wrong usage, a damaged file, or the emulator could not start.
    static let usage: Int32 = 2
    /// Nothing answers at the target.
    static let unreachable: Int32 = 3
    /// A signal ended what had to be taken back first, as a shell tells it of SIGINT.
    static let interrupted: Int32 = 130
}
