package import OrderedJSON

/// Whether and how often a machine is restarted when its process ends by itself.
package struct RestartPolicy: Sendable, Hashable {
    /// After which exits a process is started again.
    package enum Policy: String, Sendable, Hashable, CaseIterable {
        case no
        case onFailure = "on-failure"
        case always
    }

    /// After which exits the machine is restarted.
    package let policy: Policy
    /// How many restarts in a row `onFailure` allows.
    package let maxRetries: Int

    /// The documented default where nothing is given.
    package init(policy: Policy = .onFailure, maxRetries: Int = 10) {
        self.policy = policy
        self.maxRetries = maxRetries
    }

    /// On failure, ten times, when nothing is said (documented). `spot-price` is an older word that counts as `no`
    /// (chosen).
    package init(_ json: JSON?) {
        let word = json?["policy"]?.stringValue ?? ""
        let policy = Policy(rawValue: word) ?? (word == "spot-price" ? .no : .onFailure)
        self.init(policy: policy, maxRetries: json?["max_retries"]?.intValue ?? 10)
    }
}
