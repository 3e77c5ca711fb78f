package import OrderedJSON

extension GoDuration {
    /// A duration as the wire allows it: Go's text, or a number of nanoseconds.
    package init(json: JSON) throws(Refusal) {
        switch json {
        case .string(let text): try self.init(parsing: text)
        case .number(let number):
            if let whole = Int64(number.text) {
                self.init(nanoseconds: whole)
            } else if let whole = Int64(exactly: number.double.rounded(.towardZero)) {
                self.init(nanoseconds: whole)
            } else {
                throw Refusal(.durationNeither, ["value": json.text])
            }
        default: throw Refusal(.durationNeither, ["value": json.text])
        }
    }
}
