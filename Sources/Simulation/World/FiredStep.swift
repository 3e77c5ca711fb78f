package import MachineRules

/// Something that fell due and was done.
package struct FiredStep: Sendable, Hashable {
    package let at: Timestamp
    /// A machine's step (`boot`, `stop` …) or what else the world does by itself (`schedule` …).
    package let kind: String
    package let app: AppName
    /// The machine it happened to, if it was one.
    package let machine: MachineID?
    /// The volume it happened to, if it was one.
    package let volume: VolumeID?
    package let from: String
    package let to: String
    /// `user`, `proxy` or `flyd`.
    package let cause: String

    /// What it happened to.
    var subject: String { machine?.rawValue ?? volume?.rawValue ?? app.rawValue }
}
