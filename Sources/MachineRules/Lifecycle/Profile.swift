package import OrderedJSON

/// How long each step takes: data, not code (reference/machines-rest.md, section 4.4).
package struct Profile: Sendable, Hashable {
    package let name: String
    private let delays: [String: Duration]
    /// Each delay is varied by up to this share of itself, up or down.
    private let jitter: Double
    /// Which share of its grace period a health check waits for before it passes: 0 for none, 1 for all of it.
    package let checkGrace: Double

    private static let steps = [
        "prepare", "launch", "boot", "resume", "stop", "discard", "suspend", "halt", "replace", "retry", "expire",
        "destroy",
    ]
    /// Every word a profile file may name.
    private static let names = steps + VolumeStep.allCases.map(\.rawValue)

    /// A policy never restarts a crashing process sooner than this, whatever the profile: a process that ends at once
    /// would be started without end in no time.
    package static let leastRetryPause = Duration.seconds(1)

    /// Every step is due at once, retries aside; the intermediate states still stand in the events.
    package static let instant = Profile(name: "instant", delays: [:], jitter: 0, checkGrace: 0)

    /// What users of the real service see, with its order kept: resume < start < update < create.
    package static let realistic = Profile(
        name: "realistic",
        delays: [
            "prepare": .milliseconds(2_500), "launch": .milliseconds(4_000), "boot": .milliseconds(1_300),
            "resume": .milliseconds(300), "stop": .milliseconds(900), "discard": .milliseconds(200),
            "suspend": .milliseconds(2_000), "halt": .milliseconds(900), "replace": .milliseconds(3_200),
            "retry": .milliseconds(1_000), "expire": .milliseconds(500), "destroy": .milliseconds(1_000),
            "volume_prepare": .milliseconds(500), "volume_restore": .milliseconds(8_000),
            "volume_export": .milliseconds(1_500), "volume_hydrate": .milliseconds(20_000),
            "volume_extend": .milliseconds(2_000), "volume_destroy": .milliseconds(1_000),
            "snapshot_queue": .milliseconds(1_000), "snapshot_take": .milliseconds(5_000),
        ],
        jitter: 0.1,
        checkGrace: 1
    )

    /// The delay of a step. A stop never outlasts the machine's stop timeout, after which the process is killed.
    package func delay(
        of step: Step,
        stopTimeout: Duration,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        if step == .retry, delays[step.name] ?? .zero < Self.leastRetryPause { return Self.leastRetryPause }
        let varied = delay(of: step.name, using: &generator)
        switch step {
        case .stop, .halt: return min(varied, stopTimeout)
        case .retry: return max(varied, Self.leastRetryPause)
        default: return varied
        }
    }

    /// The delay of a step of a volume or a snapshot.
    package func delay(of step: VolumeStep, using generator: inout some RandomNumberGenerator) -> Duration {
        delay(of: step.rawValue, using: &generator)
    }

    private func delay(of name: String, using generator: inout some RandomNumberGenerator) -> Duration {
        guard let nominal = delays[name], nominal > .zero else { return .zero }
        return jitter > 0 ? nominal * Double.random(in: (1 - jitter)...(1 + jitter), using: &generator) : nominal
    }
}

extension Profile {
    /// Reads a profile file: `{"jitter": 0.1, "check_grace": 1, "delays": {"boot": "1.3s", …}}`, delays as Go
    /// durations; a step that is not named takes no time.
    /// - Throws: ``ProfileError`` naming what is wrong.
    package init(name: String, document: JSON) throws(ProfileError) {
        guard let object = document.objectValue else { throw ProfileError("a profile is a JSON object") }
        var jitter = 0.0
        var checkGrace = 0.0
        var delays: [String: Duration] = [:]
        for member in object {
            switch member.key {
            case "jitter": jitter = try Self.share(member.value, member.key)
            case "check_grace": checkGrace = try Self.share(member.value, member.key)
            case "delays": delays = try Self.delays(member.value)
            default: throw ProfileError("unknown key \"\(member.key)\"; known are jitter, check_grace and delays")
            }
        }
        self.init(name: name, delays: delays, jitter: jitter, checkGrace: checkGrace)
    }

    private static func share(_ value: JSON, _ key: String) throws(ProfileError) -> Double {
        guard let value = value.doubleValue, (0...1).contains(value) else {
            throw ProfileError("\(key) is a number from 0 to 1")
        }
        return value
    }

    private static func delays(_ document: JSON) throws(ProfileError) -> [String: Duration] {
        guard let object = document.objectValue else { throw ProfileError("delays is an object") }
        var delays: [String: Duration] = [:]
        for member in object {
            guard names.contains(member.key) else {
                throw ProfileError("unknown step \"\(member.key)\"; known are \(names.joined(separator: ", "))")
            }
            guard let text = member.value.stringValue, let duration = GoDuration(text), duration.nanoseconds >= 0
            else { throw ProfileError("the delay of \(member.key) is a duration such as \"1.5s\"") }
            delays[member.key] = duration.duration
        }
        return delays
    }
}

/// What is wrong with a profile file.
package struct ProfileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
