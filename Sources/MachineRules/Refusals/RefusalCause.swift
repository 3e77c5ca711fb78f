/// Why a request is refused: one case for each cause the emulator knows, and in ``row`` what is answered to it.
///
/// The raw value names the cause in the controls' list of errors, so it is not to be changed lightly.
package enum RefusalCause: String, Sendable, Hashable, CaseIterable {
    // MARK: - The request as a whole

    case routeUnknown
    case routeUnserved
    case requestMalformed
    case bodyTooLarge
    case bodyMissing
    case bodyTruncated
    case bodyNotJSON
    case bodyTooDeep
    case typeMismatch
    case rateLimited
    case shuttingDown
    case hostUnreachable

    // MARK: - Who asks

    case unauthenticated
    case unauthenticatedMessage
    case unauthorized
    case tokenInvalid
    case tokenAppForeign
    case tokenAppAmbiguous
    case tokenAppUnknown
    case tokenMachineUnknown
    case tokenVolumeUnknown
    case tokenOutsideMachine
    case expiryNotPositive
    case limitedTokenNotFound
    case cliSessionNotFound
    case cliSessionNotApproved
    case cliSessionNeedsCode
    case cliSessionCodeWrong
    case cliSessionVerifierWrong
    case loginRefused

    // MARK: - Values of any request

    case fieldRequired
    case regionUnknown
    case stateUnknown
    case choiceUnknown
    case notBoolean
    case notTimestamp
    case limitNotInteger
    case limitNotPositive
    case cursorInvalid
    case logTokenInvalid
    case base64Illegal
    case durationInvalid
    case durationUnitMissing
    case durationUnitUnknown
    case durationNeither

    // MARK: - Fields of a configuration

    case belowMinimum
    case aboveMaximum
    case notMultiple
    case notListed
    case outOfRange
    case tooSmall
    case fractionOutOfRange
    case negative
    case countNegative
    case notInteger
    case notWhole
    case lessThanOther
    case moreThanOther
    case notCombinable
    case notUnique
    case notAbsolute
    case notBase64
    case containsNUL
    case imageMalformed
    case imageUnreadable
    case sizeUnknown
    case presetUnknown
    case sizeBesideGuest
    case mountsTooMany
    case containerUnknown
    case fileSourceAmbiguous

    // MARK: - Apps

    case appNotFound
    case organizationNotFound
    case appNameIllegal
    case appNameTaken
    case idempotencyKeyReused
    case appLocked
    case appLockNotFound
    case organizationNameMissing
    case organizationNotDeletable

    // MARK: - Machines

    case machineNotFound
    case machineIDMalformed
    case machineVersionNotFound
    case machineNameTaken
    case concurrentUpdate
    case machineNotRunning
    case machineStarting
    case machineReplaced
    case startImpossible
    case actionImpossible
    case destroyImpossible
    case suspendImpossible
    case signalUnknown
    case timeoutNegative
    case waitTimeoutOutOfRange
    case waitTimedOut
    case metadataKeyNotFound
    case metadataVersionMismatch
    case memoryLimitOutOfRange
    case memoryAmountNotPositive
    case checkNotFound

    // MARK: - Leases

    case leaseNotFound
    case leaseHeld
    case leaseNonceMissing

    // MARK: - Commands in a machine

    case containerNotFound
    case containerBesideMachine
    case commandUnreadable
    case execDied
    case execTimedOut

    // MARK: - Volumes and snapshots

    case volumeNotFound
    case volumeClaimed
    case volumeBound
    case volumeElsewhere
    case volumeUnchangeable
    case volumeActionImpossible
    case volumeNameIllegal
    case volumeSourcesAmbiguous
    case volumeShrinks
    case volumeBelowSource
    case candidateHostNotFound
    case snapshotNotFound
    case snapshotScheduled
    case snapshotNotRestorable

    // MARK: - Secrets and keys

    case secretNotFound
    case secretNameIllegal
    case secretKeyNotFound
    case secretKeyNameIllegal
    case secretsVersionUnavailable
    case secretKeyTypeUnserved
    case secretKeyUseless
    case secretKeyMalformed
    case secretKeyLengthWrong
    case signatureWrong
    case decryptionFailed

    // MARK: - Certificates

    case certificateNotFound
    case certificateFieldRequired
    case hostnameIllegal
    case hostnameReserved
    case hostnameTaken
    case chainUnreadable
    case chainKeyUnreadable
    case chainKeyForeign
    case chainLeafNotFirst
    case chainOutOfOrder
    case certificateNotYetValid
    case certificateExpired
    case certificateForeign

    // MARK: - Addresses

    case addressNotFound
    case addressTypeUnknown
    case egressAddressNotFound

    // MARK: - Releases and builds

    case releaseNotFound
    case buildNotFound

    // MARK: - Worlds, of which the service knows nothing

    case worldNameIllegal
    case worldExists
    case worldNotFound
    case worldSnapshotNotFound
}
