/// The two kinds of CPU and what each allows.
///
/// Counts and memory are documented; 32, 64 and 128 CPUs, which some organizations may use, are refused (chosen).
package enum CPUKind: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case shared, performance

    package var description: String { rawValue }

    /// How many CPUs a guest of this kind may have, ascending.
    package var legalCPUs: [Int] {
        switch self {
        case .shared: [1, 2, 4, 6, 8]
        case .performance: [1, 2, 4, 6, 8, 10, 12, 14, 16]
        }
    }

    /// Memory in MiB that so many CPUs may have; counts beyond the legal ones are cut to them.
    package func memoryRangeMB(cpus: Int) -> ClosedRange<Int> {
        let cpus = min(max(1, cpus), legalCPUs.last ?? 1)
        switch self {
        case .shared: return 256 * cpus...2048 * cpus
        case .performance: return 2048 * cpus...8192 * cpus
        }
    }

    /// Memory comes in multiples of this many MiB; 1024 for performance is what the service's validator uses, its
    /// documentation says 2048.
    package var memoryStepMB: Int {
        switch self {
        case .shared: 256
        case .performance: 1024
        }
    }
}
