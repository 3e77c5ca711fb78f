package import Fixtures

/// What a world was given of a recording.
package struct HydrationReport: Sendable, Hashable {
    /// Names, in the order of the recording.
    package internal(set) var apps: [String] = []
    /// Destroyed ones, which can still be read, do not count.
    package internal(set) var machines = 0
    package internal(set) var volumes = 0
    package internal(set) var addresses = 0
    package internal(set) var secrets = 0
    package internal(set) var certificates = 0
    /// What it was not given, in the order of the recording.
    package internal(set) var leftOut: [LeftOut] = []
}

/// The world has something already that a recording would bring: nothing was taken over.
package struct HydrationConflict: Error, Sendable, Hashable {
    /// `app boats`, `machine 4d8917be20c6f3` …
    package let what: String

    package init(what: String) {
        self.what = what
    }
}
