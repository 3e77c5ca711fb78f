extension RefusalCause {
    /// The table of all refusals: from the cause to the status, the literal text and what both rest on
    /// (reference/machines-rest.md, section 1.6). No text of a refusal stands anywhere else.
    package var row: Row {
        switch self {
        // MARK: The request as a whole
        // In plain text, before the token is looked at.
        case .routeUnknown: Row(.notFound, "404 page not found", .recorded)
        case .routeUnserved: Row(.notImplemented, "windtunnel does not emulate {method} {path} yet", .chosen)
        case .requestMalformed: Row(.invalidArgument, "malformed HTTP request", .chosen)
        // Go's words; that the service passes them on is chosen.
        case .bodyTooLarge: Row(.tooLarge, "http: request body too large", .chosen)
        case .bodyMissing: Row(.invalidArgument, "EOF", .recorded)
        case .bodyTruncated: Row(.invalidArgument, "unexpected EOF", .recorded)
        case .bodyNotJSON: Row(.invalidArgument, "invalid character {character} {place}", .recorded)
        // Go's words, at another depth.
        case .bodyTooDeep: Row(.invalidArgument, "exceeded max depth", .chosen)
        case .typeMismatch:
            Row(.invalidArgument, "json: cannot unmarshal {kind} into Go {target} of type {type}", .recorded)
        case .rateLimited: Row(.rateLimited, "rate limit exceeded", .recorded)
        case .shuttingDown: Row(.unavailable, "unavailable: shutting down", .chosen)
        case .hostUnreachable: Row(.unavailable, "unavailable: host unreachable", .chosen)

        // MARK: Who asks
        case .unauthenticated: Row(.unauthenticated, "Authenticate: token validation error", .recorded)
        // Of certificates and addresses, under the key `message`.
        case .unauthenticatedMessage: Row(.unauthenticated, "Unauthorized", .recorded)
        // A valid token for something else.
        case .unauthorized: Row(.forbidden, "unauthorized", .recorded)
        case .tokenInvalid: Row(.invalidArgument, "token validation error", .chosen)
        case .tokenAppForeign:
            Row(.invalidArgument, "invalid_argument: app {app} is not in organization {organization}", .chosen)
        case .tokenAppAmbiguous: Row(.invalidArgument, "invalid_argument: access names more than one app", .chosen)
        case .tokenAppUnknown: Row(.invalidArgument, "app not found", .chosen)
        case .tokenMachineUnknown: Row(.invalidArgument, "machine not found", .chosen)
        case .tokenVolumeUnknown: Row(.invalidArgument, "volume not found", .chosen)
        // That only machines may ask is documented.
        case .tokenOutsideMachine:
            Row(
                .invalidArgument,
                "invalid_argument: {token} can only be requested from inside a Machine, through its socket /.fly/api",
                .chosen)
        case .expiryNotPositive: Row(.invalidArgument, "invalid_argument: expiry must be positive", .chosen)
        case .limitedTokenNotFound: Row(.notFound, "token not found", .chosen)
        // Who polls goes on with 404; any other answer without a token ends the login (client code).
        case .cliSessionNotFound: Row(.notFound, "session not found", .chosen)
        case .cliSessionNotApproved: Row(.notFound, "session is not approved yet", .chosen)
        case .cliSessionNeedsCode: Row(.notFound, "session must be redeemed with its code", .chosen)
        case .cliSessionCodeWrong: Row(.invalidArgument, "invalid code", .chosen)
        case .cliSessionVerifierWrong: Row(.invalidArgument, "invalid code_verifier", .chosen)
        case .loginRefused:
            Row(
                .unauthenticated, "windtunnel knows no passwords; others can reach it, so use a token of its book",
                .chosen)

        // MARK: Values of any request
        case .fieldRequired: Row(.invalidArgument, "invalid_argument: {field} is required", .chosen)
        case .regionUnknown: Row(.invalidArgument, "invalid_argument: invalid region: {region}", .chosen)
        case .stateUnknown: Row(.invalidArgument, "invalid_argument: invalid state: {state}", .chosen)
        case .choiceUnknown:
            Row(.invalidArgument, "invalid_argument: invalid {parameter}: {value}, must be one of [{choices}]", .chosen)
        case .notBoolean: Row(.invalidArgument, "invalid_argument: {parameter} must be a boolean", .chosen)
        case .notTimestamp:
            Row(.invalidArgument, "invalid_argument: {parameter} must be an RFC 3339 timestamp", .chosen)
        case .limitNotInteger: Row(.invalidArgument, "invalid_argument: limit must be a positive integer", .chosen)
        case .limitNotPositive: Row(.invalidArgument, "invalid_argument: limit must be a positive number", .chosen)
        case .logTokenInvalid: Row(.invalidArgument, "invalid_argument: invalid next_token", .chosen)
        case .cursorInvalid: Row(.invalidArgument, "invalid_argument: invalid cursor", .chosen)
        // Go's words, as those of its durations; that the service passes them on is chosen.
        case .base64Illegal: Row(.invalidArgument, "illegal base64 data at input byte {position}", .chosen)
        case .durationInvalid: Row(.invalidArgument, "time: invalid duration {text}", .chosen)
        case .durationUnitMissing: Row(.invalidArgument, "time: missing unit in duration {text}", .chosen)
        case .durationUnitUnknown: Row(.invalidArgument, "time: unknown unit {unit} in duration {text}", .chosen)
        // Neither a text nor a number of 64 bits.
        case .durationNeither: Row(.invalidArgument, "invalid duration {value}", .chosen)

        // MARK: Fields of a configuration
        case .belowMinimum: Row(.invalidArgument, "invalid {field}, minimum required {minimum} MiB", .recorded)
        case .aboveMaximum: Row(.invalidArgument, "invalid {field}, cannot exceed {maximum} MiB", .recorded)
        case .notMultiple: Row(.invalidArgument, "invalid {field}, must be a multiple of {step}", .chosen)
        // The beginning is recorded of a guest's `cpu_kind` and `cpus`.
        case .notListed: Row(.invalidArgument, "invalid {field}, must be one of [{choices}]", .chosen)
        case .outOfRange: Row(.invalidArgument, "invalid {field}, must be between {least} and {most}", .chosen)
        case .tooSmall: Row(.invalidArgument, "invalid {field}, must be at least {least}", .chosen)
        case .fractionOutOfRange:
            Row(.invalidArgument, "invalid {field}, must be greater than 0 and at most 1", .chosen)
        case .negative: Row(.invalidArgument, "invalid {field}, must not be negative", .chosen)
        case .countNegative: Row(.invalidArgument, "invalid {field}, cannot be negative", .chosen)
        case .notInteger: Row(.invalidArgument, "invalid {field}, must be an integer", .chosen)
        case .notWhole: Row(.invalidArgument, "invalid {field}, must be a whole number", .chosen)
        case .lessThanOther: Row(.invalidArgument, "invalid {field}, cannot be less than {other}", .chosen)
        case .moreThanOther: Row(.invalidArgument, "invalid {field}, cannot exceed {other}", .chosen)
        case .notCombinable: Row(.invalidArgument, "invalid {field}, cannot be combined with {others}", .chosen)
        case .notUnique: Row(.invalidArgument, "invalid {field}, must be unique", .chosen)
        case .notAbsolute: Row(.invalidArgument, "invalid {field}, must be an absolute path", .chosen)
        case .notBase64: Row(.invalidArgument, "invalid {field}, must be base64", .chosen)
        case .containsNUL: Row(.invalidArgument, "invalid {field}, must not contain a NUL character", .chosen)
        case .imageMalformed: Row(.invalidArgument, "invalid {field}, invalid reference format", .chosen)
        case .imageUnreadable: Row(.invalidArgument, "invalid_argument: invalid image reference: {image}", .chosen)
        case .sizeUnknown: Row(.invalidArgument, "invalid {field}, unknown size '{size}'", .chosen)
        case .presetUnknown: Row(.invalidArgument, "invalid {field}, unknown preset {size}", .chosen)
        // The rule is documented.
        case .sizeBesideGuest: Row(.invalidArgument, "config.size and config.guest are mutually exclusive", .chosen)
        // The rule is documented.
        case .mountsTooMany: Row(.invalidArgument, "invalid {field}, at most one volume can be mounted", .chosen)
        case .containerUnknown: Row(.invalidArgument, "invalid {field}, must name another container", .chosen)
        case .fileSourceAmbiguous:
            Row(
                .invalidArgument,
                "invalid {field}, exactly one of raw_value, secret_name or image_config must be set",
                .chosen)

        // MARK: Apps
        case .appNotFound: Row(.notFound, "app not found", .recorded)
        // Recorded of Managed Postgres.
        case .organizationNotFound: Row(.notFound, "Organization not found", .chosen)
        case .appNameIllegal:
            Row(
                .unprocessable,
                "Validation failed: Name under 63 chars using numbers, lowercase letters and dashes",
                .clientCode)
        case .appNameTaken:
            Row(.unprocessable, "Validation failed: Name has already been taken", status: "name_taken", .clientCode)
        // That it is refused is documented.
        case .idempotencyKeyReused: Row(.unprocessable, "idempotency key was used for another app name", .chosen)
        // Locks and organizations are GraphQL's; in the words of the other refusals there.
        case .appLocked: Row(.conflict, "App is locked until {expires}", .chosen)
        case .appLockNotFound: Row(.notFound, "Could not find AppLock", .chosen)
        case .organizationNameMissing: Row(.unprocessable, "Validation failed: Name can't be blank", .chosen)
        case .organizationNotDeletable:
            Row(.unprocessable, "Organization {slug} cannot be deleted: {reason}", .chosen)

        // MARK: Machines
        case .machineNotFound: Row(.notFound, "machine not found", .recorded)
        case .machineIDMalformed: Row(.invalidArgument, "invalid machine ID, '{id}'", .recorded)
        case .machineVersionNotFound: Row(.notFound, "machine version not found", .chosen)
        case .machineNameTaken:
            Row(
                .conflict,
                "already_exists: unique machine name violation, machine ID {machine} already exists with name "
                    + "\"{name}\"",
                .recorded)
        case .concurrentUpdate: Row(.conflict, "aborted: machine update failed due to concurrent update", .recorded)
        case .machineNotRunning: Row(.failedPrecondition, "failed_precondition: machine not running", .recorded)
        case .machineStarting:
            Row(.failedPrecondition, "failed_precondition: machine still attempting to start", .recorded)
        case .machineReplaced:
            Row(.failedPrecondition, "failed_precondition: machine getting replaced, refusing to start", .recorded)
        case .startImpossible:
            Row(
                .failedPrecondition,
                "failed_precondition: unable to start machine from current state: '{state}'",
                .recorded)
        // In the recorded form of a start's.
        case .actionImpossible:
            Row(
                .failedPrecondition,
                "failed_precondition: unable to {action} machine from current state: '{state}'",
                .chosen)
        case .destroyImpossible:
            Row(
                .failedPrecondition,
                "failed_precondition: unable to destroy machine, not currently stopped, suspended, failed or created",
                .recorded)
        // What cannot be suspended is documented.
        case .suspendImpossible:
            Row(.failedPrecondition, "failed_precondition: machine is not eligible for suspend: {reason}", .chosen)
        case .signalUnknown:
            Row(.invalidArgument, "invalid_argument: invalid signal: {signal}, must be one of [{choices}]", .chosen)
        case .timeoutNegative: Row(.invalidArgument, "invalid_argument: timeout must not be negative", .chosen)
        // That more than 60 are refused is recorded.
        case .waitTimeoutOutOfRange:
            Row(.invalidArgument, "invalid_argument: timeout must be between 1 and 60 seconds", .chosen)
        case .waitTimedOut:
            Row(
                .timeout,
                "deadline_exceeded: machine failed to reach desired state, {wanted}, currently {state}",
                .recorded)
        case .metadataKeyNotFound: Row(.notFound, "metadata key not found", .chosen)
        // The status is documented.
        case .metadataVersionMismatch:
            Row(.failedPrecondition, "failed_precondition: machine version mismatch", .chosen)
        case .memoryLimitOutOfRange:
            Row(.invalidArgument, "invalid_argument: limit_mb must be between {least} and {most}", .chosen)
        case .memoryAmountNotPositive: Row(.invalidArgument, "invalid_argument: amount_mb must be positive", .chosen)
        // Of the controls.
        case .checkNotFound: Row(.notFound, "the machine has no check \"{check}\"", .chosen)

        // MARK: Leases
        case .leaseNotFound: Row(.notFound, "lease not found", .recorded)
        case .leaseHeld:
            Row(
                .conflict,
                "aborted: machine ID {machine} lease currently held by {owner}, expires at {expires}",
                .recorded)
        case .leaseNonceMissing: Row(.invalidArgument, "invalid_argument: missing lease nonce", .chosen)

        // MARK: Commands in a machine
        case .containerNotFound: Row(.notFound, "container not found", .chosen)
        case .containerBesideMachine:
            Row(.invalidArgument, "invalid_argument: container and machine are mutually exclusive", .chosen)
        case .commandUnreadable: Row(.invalidArgument, "invalid_argument: invalid cmd: {error}", .chosen)
        case .execDied: Row(.failedPrecondition, "failed_precondition: exec request failed: EOF", .recorded)
        // Status and prefix are recorded.
        case .execTimedOut: Row(.timeout, "deadline_exceeded: command did not finish within {timeout}", .chosen)

        // MARK: Volumes and snapshots
        case .volumeNotFound: Row(.notFound, "volume not found", .recorded)
        case .volumeClaimed:
            Row(.failedPrecondition, "failed_precondition: volume already claimed by machine {machine}", .recorded)
        case .volumeBound:
            Row(.failedPrecondition, "failed_precondition: volume is currently bound to machine: {machine}", .recorded)
        case .volumeElsewhere:
            Row(
                .failedPrecondition,
                "failed_precondition: volume {volume} is in region {region}, machine is in {wanted}",
                .chosen)
        case .volumeUnchangeable:
            Row(
                .failedPrecondition,
                "failed_precondition: machine {machine} is bound to volume {volume}, refusing to change it",
                .chosen)
        case .volumeActionImpossible:
            Row(
                .failedPrecondition,
                "failed_precondition: unable to {action} volume from current state: '{state}'",
                .chosen)
        case .volumeNameIllegal:
            Row(.invalidArgument, "invalid {field}, must be 1 to 30 lowercase letters, digits or underscores", .chosen)
        case .volumeSourcesAmbiguous:
            Row(.invalidArgument, "invalid_argument: snapshot_id and source_volume_id are mutually exclusive", .chosen)
        case .volumeShrinks: Row(.unprocessable, "volume size cannot be decreased", .chosen)
        case .volumeBelowSource:
            Row(.unprocessable, "volume size cannot be smaller than its source, {size} GB", .chosen)
        case .candidateHostNotFound:
            Row(.unprocessable, "could not find a candidate host", status: "insufficient_capacity", .clientCode)
        case .snapshotNotFound: Row(.notFound, "snapshot not found", .chosen)
        case .snapshotScheduled:
            Row(.failedPrecondition, "failed_precondition: snapshot is already scheduled at {time}", .recorded)
        case .snapshotNotRestorable:
            Row(.unprocessable, "snapshot {snapshot} cannot be restored in its current status: '{status}'", .chosen)

        // MARK: Secrets and keys
        case .secretNotFound: Row(.notFound, "secret not found", .chosen)
        case .secretNameIllegal:
            Row(.invalidArgument, "invalid secret name '{name}', must match ^[a-zA-Z_][a-zA-Z0-9_]*$", .chosen)
        case .secretKeyNotFound: Row(.notFound, "secret key not found", .chosen)
        case .secretKeyNameIllegal:
            Row(.invalidArgument, "invalid secret key name '{name}', must match ^[a-zA-Z0-9_-]+$", .chosen)
        case .secretsVersionUnavailable:
            Row(
                .failedPrecondition,
                "failed_precondition: secrets version {wanted} is not available, currently {current}",
                .chosen)
        case .secretKeyTypeUnserved:
            Row(.notImplemented, "windtunnel does not emulate secret keys of type {type} yet", .chosen)
        case .secretKeyUseless:
            Row(.invalidArgument, "invalid_argument: secret keys of type {type} cannot {operation}", .chosen)
        case .secretKeyMalformed: Row(.invalidArgument, "invalid value, is no private key of type {type}", .chosen)
        case .secretKeyLengthWrong:
            Row(.invalidArgument, "invalid value, must be {lengths} bytes long for {type}", .chosen)
        case .signatureWrong: Row(.invalidArgument, "signature verification failed", .chosen)
        case .decryptionFailed: Row(.invalidArgument, "decryption failed", .chosen)

        // MARK: Certificates
        case .certificateNotFound: Row(.notFound, "certificate not found", .chosen)
        // The status of this and of the following is documented.
        case .certificateFieldRequired: Row(.unprocessable, "{field} is required", .chosen)
        case .hostnameIllegal:
            Row(
                .unprocessable,
                "invalid hostname, must be a domain name such as www.example.com or *.example.com",
                .chosen)
        case .hostnameReserved: Row(.unprocessable, "invalid hostname, fly.dev belongs to the platform", .chosen)
        case .hostnameTaken: Row(.unprocessable, "Hostname already exists on app", .chosen)
        case .chainUnreadable: Row(.unprocessable, "fullchain is not a chain of PEM certificates", .chosen)
        case .chainKeyUnreadable: Row(.unprocessable, "private_key is not a PEM private key", .chosen)
        case .chainKeyForeign: Row(.unprocessable, "private_key does not match the certificate", .chosen)
        case .chainLeafNotFirst:
            Row(.unprocessable, "fullchain must begin with the certificate of the private key", .chosen)
        case .chainOutOfOrder:
            Row(
                .unprocessable,
                "fullchain is out of order, certificate {issuer} is not the issuer of certificate {certificate}",
                .chosen)
        case .certificateNotYetValid: Row(.unprocessable, "certificate is not valid before {time}", .chosen)
        case .certificateExpired: Row(.unprocessable, "certificate expired at {time}", .chosen)
        case .certificateForeign: Row(.unprocessable, "certificate does not cover {hostname}", .chosen)

        // MARK: Addresses
        case .addressNotFound: Row(.notFound, "Could not find IPAssignment", .chosen)
        case .addressTypeUnknown: Row(.invalidArgument, "invalid_argument: invalid IP type: {type}", .chosen)
        case .egressAddressNotFound: Row(.notFound, "Could not find EgressIPAddress", .chosen)

        // MARK: Releases and builds
        case .releaseNotFound: Row(.notFound, "release not found", .chosen)
        case .buildNotFound: Row(.notFound, "build not found", .chosen)

        // MARK: Worlds, of which the service knows nothing
        case .worldNameIllegal:
            Row(
                .invalidArgument,
                "windtunnel: \"{name}\" is no name of a world: letters, digits and dashes, 63 at most",
                .chosen)
        case .worldExists: Row(.invalidArgument, "windtunnel: a world \"{name}\" exists already", .chosen)
        case .worldNotFound: Row(.invalidArgument, "windtunnel: there is no world \"{name}\"", .chosen)
        case .worldSnapshotNotFound:
            Row(.invalidArgument, "windtunnel: world \"{world}\" has no snapshot \"{name}\"", .chosen)
        }
    }
}
