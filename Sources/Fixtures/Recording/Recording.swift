/// What went over the wire between clients and a service, one exchange after another in the order in which the
/// requests began.
package struct Recording: Sendable, Hashable {
    package var interactions: [Interaction]

    package init(_ interactions: [Interaction] = []) {
        self.interactions = interactions
    }

    /// The exchanges in the order in which their requests began; what has no time stays behind what it followed.
    package var inOrder: Recording { Recording(order.map { interactions[$0] }) }

    /// The positions of the exchanges in the order in which their requests began.
    var order: [Int] {
        var latest = Int64.min
        let keyed = interactions.enumerated().map { index, interaction -> (time: Int64, index: Int) in
            latest = interaction.startedAtMilliseconds ?? latest
            return (latest, index)
        }
        return keyed.sorted { ($0.time, $0.index) < ($1.time, $1.index) }.map(\.index)
    }
}
