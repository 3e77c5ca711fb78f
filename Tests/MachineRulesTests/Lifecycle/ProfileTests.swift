import OrderedJSON
import Testing

@testable import MachineRules

@Suite("How long steps take")
struct ProfileTests {
    static let steps: [Step] = [
        .prepare, .launch, .boot, .resume, .stop, .discard, .suspend, .halt,
        .replace(.init(ranBefore: true, boots: true)), .retry, .expire, .destroy,
    ]

    /// Many draws of one step's delay.
    private func delays(of step: Step, in profile: Profile, stopTimeout: Duration = .seconds(5)) -> [Duration] {
        var generator = SeededGenerator(seed: 7)
        return (0..<500).map { _ in profile.delay(of: step, stopTimeout: stopTimeout, using: &generator) }
    }

    @Test("Nothing takes time in the instant profile but the pause before a policy's restart", arguments: steps)
    func instant(step: Step) {
        #expect(Set(delays(of: step, in: .instant)) == [step == .retry ? Profile.leastRetryPause : .zero])
    }

    @Test("The realistic profile keeps the order of the real service: resume, start, update, create")
    func keepsOrder() throws {
        let order: [Step] = [.resume, .boot, .replace(.init(ranBefore: true, boots: true)), .launch]
        for (quicker, slower) in zip(order, order.dropFirst()) {
            let longest = try #require(delays(of: quicker, in: .realistic).max())
            let shortest = try #require(delays(of: slower, in: .realistic).min())
            #expect(longest < shortest, "\(quicker.name) before \(slower.name)")
        }
    }

    @Test("Every step of the realistic profile takes time", arguments: steps)
    func takesTime(step: Step) {
        #expect(delays(of: step, in: .realistic).allSatisfy { $0 > .zero })
    }

    @Test("Volumes and snapshots take their time, or none", arguments: VolumeStep.allCases)
    func delaysVolumes(step: VolumeStep) throws {
        var generator = SeededGenerator(seed: 7)
        #expect(Profile.realistic.delay(of: step, using: &generator) > .zero)
        #expect(Profile.instant.delay(of: step, using: &generator) == .zero)
        let exact = try Profile(name: "p", document: ["delays": [step.rawValue: "7s"]])
        #expect(exact.delay(of: step, using: &generator) == .seconds(7))
    }

    @Test("An exit is not delayed, whatever the profile")
    func exitsAtOnce() {
        #expect(Set(delays(of: .exit(.killed), in: .realistic)) == [.zero])
    }

    @Test("Jitter varies a delay, up and down, and no further than its share")
    func jitters() throws {
        let profile = try Profile(name: "p", document: ["jitter": 0.25, "delays": ["boot": "1s"]])
        let delays = delays(of: .boot, in: profile)
        #expect(delays.allSatisfy { (.milliseconds(750) ... .milliseconds(1250)).contains($0) })
        #expect(delays.contains { $0 < .milliseconds(900) })
        #expect(delays.contains { $0 > .milliseconds(1100) })
    }

    @Test("Without jitter a delay is exact, and draws nothing")
    func isExact() throws {
        let profile = try Profile(name: "p", document: ["delays": ["boot": "1.5s"]])
        var generator = SeededGenerator(seed: 1)
        #expect(profile.delay(of: .boot, stopTimeout: .zero, using: &generator) == .milliseconds(1500))
        #expect(generator.state == SeededGenerator(seed: 1).state)
        #expect(profile.delay(of: .resume, stopTimeout: .zero, using: &generator) == .zero)
    }

    @Test(
        "A process that is asked to end never outlasts its stop timeout",
        arguments: [Step.stop, .halt], [Duration.zero, .milliseconds(100), .milliseconds(850), .seconds(5)])
    func boundsStop(step: Step, timeout: Duration) throws {
        let delays = delays(of: step, in: .realistic, stopTimeout: timeout)
        #expect(try #require(delays.max()) <= timeout)
    }

    @Test("The stop timeout bounds nothing else", arguments: [Step.boot, .launch, .suspend, .destroy, .discard])
    func boundsOnlyStop(step: Step) {
        #expect(delays(of: step, in: .realistic, stopTimeout: .zero).allSatisfy { $0 > .zero })
    }

    @Test("The same generator gives the same delays")
    func isDeterministic() {
        #expect(delays(of: .boot, in: .realistic) == delays(of: .boot, in: .realistic))
    }

    @Test(
        "A profile file that is wrong is told what is wrong with it",
        arguments: [
            ("[]", "a profile is a JSON object"), ("null", "a profile is a JSON object"),
            (#"{"jitter": 1.5}"#, "jitter is a number from 0 to 1"),
            (#"{"jitter": -0.1}"#, "jitter is a number from 0 to 1"),
            (#"{"jitter": "0.1"}"#, "jitter is a number from 0 to 1"),
            (#"{"speed": 2}"#, "unknown key \"speed\"; known are jitter, check_grace and delays"),
            (#"{"delays": []}"#, "delays is an object"),
            (
                #"{"delays": {"exit": "1s"}}"#,
                "unknown step \"exit\"; known are prepare, launch, boot, resume, stop, discard, suspend, halt, replace, "
                    + "retry, expire, destroy, volume_prepare, volume_restore, volume_export, volume_hydrate, volume_extend, "
                    + "volume_destroy, snapshot_queue, snapshot_take"
            ),
            (#"{"delays": {"boot": 1}}"#, "the delay of boot is a duration such as \"1.5s\""),
            (#"{"delays": {"boot": "soon"}}"#, "the delay of boot is a duration such as \"1.5s\""),
            (#"{"delays": {"boot": "-1s"}}"#, "the delay of boot is a duration such as \"1.5s\""),
        ])
    func refusesFile(text: String, message: String) throws {
        let document = try JSON(parsing: text)
        let error = #expect(throws: ProfileError.self) { try Profile(name: "mine", document: document) }
        #expect(error?.description == message)
    }

    @Test("Jitter may be nothing or all", arguments: [0.0, 1.0])
    func allowsEnds(jitter: Double) throws {
        let profile = try Profile(name: "p", document: ["jitter": .double(jitter), "delays": ["boot": "1s"]])
        #expect(delays(of: .boot, in: profile).allSatisfy { (.zero ... .seconds(2)).contains($0) })
    }

    @Test("A profile keeps its name")
    func keepsName() throws {
        #expect(try Profile(name: "mine", document: [:]).name == "mine")
    }
}
