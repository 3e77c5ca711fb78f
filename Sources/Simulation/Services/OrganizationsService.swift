package import Persistence

/// What an organization has in all its apps of one world (reference/machines-rest.md, section 2.8). Any slug is an
/// organization; one without apps has nothing.
package struct OrganizationsService: Sendable {
    let world: World

    /// A part of a list.
    package struct Page<Element: Sendable>: Sendable {
        package let elements: [Element]
        /// Whether more follow.
        package let goesOn: Bool
    }

    package func machines(_ filter: OrganizationFilter) async throws -> Page<MachineRecord> {
        try await world.read { database, _ in
            Page(try MachineRecord.all(filter.withOneMore, in: database), limit: filter.limit)
        }
    }

    package func volumes(_ filter: OrganizationFilter) async throws -> Page<VolumeRecord> {
        try await world.read { database, _ in
            Page(try VolumeRecord.all(filter.withOneMore, in: database), limit: filter.limit)
        }
    }
}

extension OrganizationsService.Page {
    /// - Parameter found: one more than `limit` where there are more.
    fileprivate init(_ found: [Element], limit: Int) {
        self.init(elements: Array(found.prefix(limit)), goesOn: found.count > limit)
    }
}

extension OrganizationFilter {
    /// The element after the page tells whether there is another page.
    fileprivate var withOneMore: OrganizationFilter {
        OrganizationFilter(
            organization: organization, includesDestroyed: includesDestroyed, region: region, states: states,
            after: after, limit: limit + 1
        )
    }
}

extension World {
    package var organizations: OrganizationsService { OrganizationsService(world: self) }
}
