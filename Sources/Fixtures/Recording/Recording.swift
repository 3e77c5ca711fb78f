/// What went over the wire between clients and a service, one exchange after another in the order in which the
/// requests began.
package struct Recording: Sendable, Hashable {
    package var interactions: [Interaction]

    package init(_ interactions: [Interaction] = []) {
        self.interactions = interactions
    }
}
