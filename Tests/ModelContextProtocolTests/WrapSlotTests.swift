import ModelContextProtocol
import Testing

@Suite("The listener slot")
struct WrapSlotTests {
    @Test("takes one listener and refuses the next with 409")
    func refusesSecond() throws {
        var slot = WrapSlot()
        let first = try slot.attach()
        #expect(throws: WrapRefusal.alreadyConnected) { try slot.attach() }
        #expect(slot.delivery == .send(to: first))
        let wasHeld = slot.release(first)
        #expect(wasHeld)
        let second = try slot.attach()
        #expect(second != first)
        #expect(slot.delivery == .send(to: second))
    }

    @Test("drops lines nobody listens to")
    func drops() throws {
        var slot = WrapSlot()
        #expect(slot.delivery == .drop)
        let token = try slot.attach()
        slot.release(token)
        #expect(slot.delivery == .drop)
    }

    @Test("is not freed by a listener of the past")
    func lateRelease() throws {
        var slot = WrapSlot()
        let first = try slot.attach()
        slot.release(first)
        let second = try slot.attach()
        let wasHeld = slot.release(first)
        #expect(!wasHeld)
        #expect(slot.listener == second)
    }
}
