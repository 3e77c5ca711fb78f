import OrderedJSON

extension Binding {
    /// The elements of two lists side by side. Those with an id that is bound find each other by it, because a list may
    /// be sorted by ids, which every run makes anew; the rest goes in its order.
    func paired(_ recorded: [JSON], _ live: [JSON]) -> [(recorded: JSON?, live: JSON?)] {
        var rest = Array(live.enumerated())
        var pairs = recorded.map { element -> (recorded: JSON?, live: JSON?) in
            guard let id = element["id"]?.stringValue.flatMap({ self.live(for: $0) }),
                let position = rest.firstIndex(where: { $0.element["id"]?.stringValue == id })
            else { return (element, nil) }
            return (element, rest.remove(at: position).element)
        }
        // One whose id stands for that of a recorded element is nobody else's.
        let isFree = { (element: JSON) in
            element["id"]?.stringValue.flatMap { self.recorded(for: $0) } == nil
        }
        for index in pairs.indices where pairs[index].live == nil {
            guard let element = pairs[index].recorded,
                element["id"]?.stringValue.flatMap({ self.live(for: $0) }) == nil,
                let position = rest.firstIndex(where: { isFree($0.element) })
            else { continue }
            pairs[index].live = rest.remove(at: position).element
        }
        return pairs + rest.map { (nil, $0.element) }
    }
}
