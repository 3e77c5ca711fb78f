/// The time that idle sessions end by.
package struct SessionClock: Sendable {
    /// Time since some moment that stays the same.
    package let now: @Sendable () -> Duration
    /// Runs an action after a while.
    package let after: @Sendable (Duration, @escaping @Sendable () -> Void) -> Void

    package init(
        now: @escaping @Sendable () -> Duration,
        after: @escaping @Sendable (Duration, @escaping @Sendable () -> Void) -> Void
    ) {
        self.now = now
        self.after = after
    }
}

/// How many sessions there may be, and for how long. All chosen.
package struct SessionLimits: Sendable, Hashable {
    /// Sessions at the same time. One more takes the place of the one that has been idle longest; when every one has a
    /// stream open the newcomer is refused with 503.
    package let sessions: Int
    /// A session without an open stream ends this long after its last request.
    package let idle: Duration
    /// Events that a stream keeps for clients that come back, and for those that have not read them yet.
    package let events: EventLimits

    package init(sessions: Int = 64, idle: Duration = .seconds(30 * 60), events: EventLimits = EventLimits()) {
        self.sessions = sessions
        self.idle = idle
        self.events = events
    }
}
