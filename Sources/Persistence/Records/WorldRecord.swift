package import GRDB
package import MachineRules

/// The one row of `world`: what a world is besides its resources.
package struct WorldRecord: Sendable {
    package let createdAt: Timestamp
    package let seed: UInt64
    /// The state of the world's random generator.
    package var generator: UInt64
    /// The youngest ULID given out, so that the next one sorts after it.
    package var lastULID: String
    /// The profile this world was made with, nil for the emulator's own.
    package var profile: String?
    package var clock: Clock
    /// `auto`, `immediate` or `stepped`.
    package var stepping: String

    /// How world time follows from wall time.
    package struct Clock: Sendable, Hashable {
        package var isFrozen: Bool
        package var speed: Double
        /// World time at the wall time beside it.
        package var worldAnchor: Timestamp
        package var wallAnchor: Timestamp

        package init(isFrozen: Bool, speed: Double, worldAnchor: Timestamp, wallAnchor: Timestamp) {
            self.isFrozen = isFrozen
            self.speed = speed
            self.worldAnchor = worldAnchor
            self.wallAnchor = wallAnchor
        }
    }

    package init(
        createdAt: Timestamp,
        seed: UInt64,
        generator: UInt64,
        lastULID: String,
        profile: String?,
        clock: Clock,
        stepping: String
    ) {
        self.createdAt = createdAt
        self.seed = seed
        self.generator = generator
        self.lastULID = lastULID
        self.profile = profile
        self.clock = clock
        self.stepping = stepping
    }
}

extension WorldRecord {
    package static func find(in database: Database) throws -> WorldRecord? {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT created_at, seed, generator, last_ulid, profile, clock_frozen, clock_speed,
                        clock_world_anchor, clock_wall_anchor, stepping
                    FROM world
                    """
            )
        )
        guard let row = try rows.next() else { return nil }
        return WorldRecord(
            createdAt: Timestamp(milliseconds: row[0]),
            seed: UInt64(bitPattern: row[1]),
            generator: UInt64(bitPattern: row[2]),
            lastULID: row[3],
            profile: row[4],
            clock: Clock(
                isFrozen: row[5],
                speed: row[6],
                worldAnchor: Timestamp(milliseconds: row[7]),
                wallAnchor: Timestamp(milliseconds: row[8])
            ),
            stepping: row[9]
        )
    }

    package func save(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO world (id, created_at, seed, generator, last_ulid, profile, clock_frozen,
                    clock_speed, clock_world_anchor, clock_wall_anchor, stepping)
                VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            createdAt.milliseconds, Int64(bitPattern: seed), Int64(bitPattern: generator), lastULID, profile,
            clock.isFrozen, clock.speed, clock.worldAnchor.milliseconds, clock.wallAnchor.milliseconds, stepping,
        ])
    }

    /// Stores only what every change moves: the generator and the youngest ULID.
    package static func saveChance(generator: UInt64, lastULID: String, in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE world SET generator = ?, last_ulid = ? WHERE id = 1")
            .execute(arguments: [Int64(bitPattern: generator), lastULID])
    }
}
