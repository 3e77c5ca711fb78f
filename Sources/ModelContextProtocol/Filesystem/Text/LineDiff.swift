/// The shortest way from one list of lines to another, found with Myers' greedy algorithm.
struct LineDiff {
    enum Step: Hashable {
        case keep(old: Int, new: Int)
        case delete(old: Int)
        case insert(new: Int)
    }

    /// Whole, in order; within a run of changes deletions come first.
    let steps: [Step]

    /// Beyond so many changes the two middles are called different altogether: a correct diff still, only not the
    /// shortest, because the search keeps a list of the furthest points for each change.
    private static let mostChanges = 2000

    init(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) {
        var start = 0
        while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
        var oldEnd = old.count
        var newEnd = new.count
        while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        let middle = Self.search(old, new, from: start, oldEnd: oldEnd, newEnd: newEnd)
        let head = (0..<start).map { Step.keep(old: $0, new: $0) }
        let tail = (0..<(old.count - oldEnd)).map { Step.keep(old: oldEnd + $0, new: newEnd + $0) }
        steps = Self.deletionsFirst(head + middle + tail)
    }

    private static func search(
        _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>], from start: Int, oldEnd: Int, newEnd: Int
    ) -> [Step] {
        let (height, width) = (oldEnd - start, newEnd - start)
        let everything =
            (start..<oldEnd).map(Step.delete(old:)) + (start..<newEnd).map(Step.insert(new:))
        guard height > 0, width > 0 else { return everything }

        let numbers = Self.numbered(old[start..<oldEnd], new[start..<newEnd])
        let bound = min(height + width, mostChanges)
        var furthest = [Int](repeating: 0, count: 2 * bound + 3)
        var trace: [[Int]] = []
        for changes in 0...bound {
            // Only the diagonals reached so far; the list is centred on diagonal 0.
            trace.append(Array(furthest[(bound + 1 - changes - 1)...(bound + 1 + changes + 1)]))
            for diagonal in stride(from: -changes, through: changes, by: 2) {
                let slot = bound + 1 + diagonal
                let goesDown =
                    diagonal == -changes || (diagonal != changes && furthest[slot - 1] < furthest[slot + 1])
                var x = goesDown ? furthest[slot + 1] : furthest[slot - 1] + 1
                while x < height, x - diagonal < width, numbers.old[x] == numbers.new[x - diagonal] { x += 1 }
                furthest[slot] = x
                if x >= height, x - diagonal >= width {
                    return Self.walkBack(trace, height: height, width: width, offset: start)
                }
            }
        }
        return everything
    }

    /// Follows the trace from the end to the beginning. `trace[n]` holds the furthest points before the n-th change,
    /// for the diagonals -n-1 to n+1.
    private static func walkBack(_ trace: [[Int]], height: Int, width: Int, offset: Int) -> [Step] {
        var steps: [Step] = []
        var (x, y) = (height, width)
        for changes in stride(from: trace.count - 1, through: 0, by: -1) {
            let furthest = trace[changes]
            let slot = changes + 1 + (x - y)
            let goesDown = x - y == -changes || (x - y != changes && furthest[slot - 1] < furthest[slot + 1])
            let previous = goesDown ? slot + 1 : slot - 1
            let previousX = changes == 0 ? 0 : furthest[previous]
            let previousY = changes == 0 ? 0 : previousX - (previous - changes - 1)
            while x > previousX, y > previousY {
                x -= 1
                y -= 1
                steps.append(.keep(old: offset + x, new: offset + y))
            }
            guard changes > 0 else { break }
            steps.append(goesDown ? .insert(new: offset + previousY) : .delete(old: offset + previousX))
            (x, y) = (previousX, previousY)
        }
        return steps.reversed()
    }

    /// Equal lines get equal numbers, so that the search compares integers.
    private static func numbered(
        _ old: ArraySlice<ArraySlice<UInt8>>, _ new: ArraySlice<ArraySlice<UInt8>>
    ) -> (old: [Int], new: [Int]) {
        var table: [ArraySlice<UInt8>: Int] = [:]
        func number(_ line: ArraySlice<UInt8>) -> Int {
            if let known = table[line] { return known }
            table[line] = table.count
            return table.count - 1
        }
        return (old.map(number), new.map(number))
    }

    private static func deletionsFirst(_ steps: [Step]) -> [Step] {
        var result: [Step] = []
        result.reserveCapacity(steps.count)
        var insertions: [Step] = []
        for step in steps {
            switch step {
            case .insert: insertions.append(step)
            case .delete: result.append(step)
            case .keep:
                result += insertions
                insertions = []
                result.append(step)
            }
        }
        return result + insertions
    }
}
