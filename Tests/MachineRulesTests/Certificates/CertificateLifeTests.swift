import Testing

@testable import MachineRules

@Suite("The life of a certificate")
struct CertificateLifeTests {
    private static let noon = Timestamp(milliseconds: 1_785_585_600_000)
    private static let pointed = CertificateLife.Finding(hasAddress: true, isOwned: true)

    private static func day(_ number: Int) -> Timestamp { noon + .seconds(number * 86_400) }

    private static func custom(days: Int) -> CertificateLife.Custom {
        CertificateLife.Custom(
            fullchain: "", privateKey: "", createdAt: noon, expiresAt: day(days), issuer: nil, key: .rsa)
    }

    @Test(
        "waits for what it lacks",
        arguments: [
            (true, true, nil, 0, CertificateLife.Status.active, true), (true, false, nil, 0, .pendingValidation, false),
            (false, true, nil, 0, .pendingOwnership, false), (false, false, 5, 0, .pendingOwnership, false),
            (true, false, 5, 0, .active, false), (true, false, 5, 5, .pendingValidation, false),
            (true, true, 5, 5, .active, true),
        ] as [(Bool, Bool, Int?, Int, CertificateLife.Status, Bool)])
    func status(
        isOwned: Bool, hasAddress: Bool, customDays: Int?, day: Int, status: CertificateLife.Status, isConfigured: Bool
    ) throws {
        let finding = CertificateLife.Finding(hasAddress: hasAddress, isOwned: isOwned)
        var life = CertificateLife(custom: customDays.map(Self.custom), finding: finding)
        try life.requestACME()
        life.check(finding, at: Self.noon)
        #expect(life.status(at: Self.day(day)) == status)
        #expect(life.isConfigured(at: Self.day(day)) == isConfigured)
        #expect((life.acmeIssuedAt != nil) == (isOwned && hasAddress))
    }

    @Test("is issued by a check only, and only when it was requested")
    func needsCheck() throws {
        var life = CertificateLife(finding: Self.pointed)
        life.check(Self.pointed, at: Self.noon)
        #expect(life.acmeIssuedAt == nil)
        try life.requestACME()
        life.see(Self.pointed, at: Self.noon)
        #expect(life.status(at: Self.noon) == .pendingValidation)
        life.check(Self.pointed, at: Self.day(1))
        #expect(life.term(at: Self.day(1)) == ACMETerm(issuedAt: Self.day(1)))
    }

    @Test(
        "lasts 90 days and is renewed every 60, as long as its name is pointed at the app",
        arguments: [
            (true, 59, 0), (true, 60, 60), (true, 119, 60), (true, 1200, 1200), (false, 59, 0), (false, 89, 0),
            (false, 90, nil),
        ] as [(Bool, Int, Int?)])
    func terms(renews: Bool, day: Int, issued: Int?) throws {
        var life = CertificateLife(acmeRequested: true, acmeIssuedAt: Self.noon, finding: Self.pointed)
        if !renews { life.see(CertificateLife.Finding(hasAddress: false, isOwned: true), at: Self.noon) }
        let term = life.term(at: Self.day(day))
        #expect(term?.issuedAt == issued.map(Self.day))
        #expect(term?.expiresAt == issued.map { Self.day($0 + 90) })
    }

    @Test("was not renewed while its name led elsewhere")
    func gap() {
        var life = CertificateLife(acmeRequested: true, acmeIssuedAt: Self.noon, finding: Self.pointed)
        life.check(CertificateLife.Finding(hasAddress: false, isOwned: true), at: Self.day(70))
        #expect(life.acmeIssuedAt == Self.day(60))
        #expect(life.status(at: Self.day(149)) == .active)
        #expect(life.status(at: Self.day(150)) == .pendingValidation)
        life.see(Self.pointed, at: Self.day(151))
        #expect(life.status(at: Self.day(151)) == .pendingValidation)
        life.check(Self.pointed, at: Self.day(152))
        #expect(life.acmeIssuedAt == Self.day(152))
    }
}
