extension FlySchema {
    /// The fields of the declared types that the official schema has and this one does not, by type. Asking for one is
    /// answered as what it is, not as a mistake in the document.
    static let unserved: [String: Set<String>] = unservedNames.mapValues { names in
        Set(names.split { $0 == " " || $0 == "\n" }.map(String.init))
    }

    private static let unservedNames = [
        "AddOn": """
        addOnPlanName addOnProvider app apps createdAt environment errorMessage hostname
        organization password publicUrl ssoLink stats updatedAt
        """,
        "AddOnPlan": """
        maxCommandsPerSec maxConcurrentConnections maxDailyBandwidth maxDailyCommands maxDataSize
        maxRequestSize pricePerMonth
        """,
        "App": """
        addOns allocation allocations autoscaling builds certificate certificates changes
        currentLock currentPlacement deploymentSource deploymentStatus healthChecks instrumentsKey
        limitedAccessTokens metricTypes networkId parseConfig processGroups release releases
        taskGroupCounts tsusage usage vmSize vms
        """,
        "FlyPlatform": "flyctl vmSizes",
        "Macaroon": """
        avatarUrl blankPassword hasNodeproxyApps hasRecoveryCodes highRisk identities identity
        lastRegion stripeVerificationStatus trustScore
        """,
        "Machine": "events",
        "Mutations": """
        addAllowedReplaySourceOrgs addCertificate addDevrelCoupon addStripePaymentMethod
        addWireGuardPeer allocateEgressIpAddress allocateManagedServiceIpAddress
        attachPostgresCluster buildMachine buildVolume cancelBuild changeOrganizationPlan
        checkCertificate configureRegions confirmCliSession createAccessToken createAddOn
        createBuild createCheckJob createCheckJobRun createDelegatedWireGuardToken
        createDoctorReport createDoctorUrl createExtensionTosAgreement createLimitedAccessToken
        createMachineApp createOrganization createOrganizationInvitation createPasswordReset
        createPostgresClusterDatabase createPostgresClusterUser createRelease
        createStripeVerificationSession createTemplateDeployment createThirdPartyConfiguration
        createUserSignup createVolume createVolumeSnapshot deleteAccessToken deleteAddOn
        deleteCertificate deleteDelegatedWireGuardToken deleteDeploymentSource
        deleteHealthCheckHandler deleteIdentity deleteLimitedAccessToken deleteNetworkPolicy
        deleteOrganization deleteOrganizationInvitation deleteOrganizationMembership
        deleteRemoteBuilder deleteService deleteThirdPartyConfiguration deleteUser deleteVolume
        deployImage destroyIdentities detachPostgresCluster disableOneTimePassword
        dischargeRootToken dummyWireGuardPeer enableDedicatedVms enableOneTimePassword
        enablePostgresConsul ensureDepotRemoteBuilder ensureFlyctlMachineHost
        ensureMachineRemoteBuilder ensureOrganizationStripeContainerSubscription establishSshKey
        extendVolume finishBuild forkVolume generateTwoFactorRecoveryCodes
        grantPostgresClusterUserAccess importCertificate issueCertificate killMachine launchMachine
        lockApp migrateVolume moveApp nomadToMachinesMigration nomadToMachinesMigrationPrep pauseApp
        prepareUserForHiring redeemOrganizationInvitation registerMachine registerNetworkPolicy
        registerService registerVolume releaseEgressIpAddress releaseManagedServiceIpAddress
        removeAllowedReplaySourceOrgs removeMachine removeWireGuardPeer requestSignedDocument
        resetAddOnPassword resolvePasswordReset restartAllocation restartApp restoreVolumeSnapshot
        resumeApp revokePostgresClusterUserAccess saveDeploymentSource scaleApp
        sendVerificationEmail setAllowAllCrossNetworkReplays setAppsV2DefaultOn setPagerdutyHandler
        setPlatformVersion setSecrets setSlackHandler setVmCount setVmSize startBuild startMachine
        stopAllocation stopMachine stopPlanDowngrade syncTokensForOrg unlockApp unsetSecrets
        updateAddOn updateAutoscaleConfig updateOrganizationMembership updateRelease
        updateRemoteBuilder updateRiskFromStripe updateThirdPartyConfiguration updateUserCoupon
        updateUserPassword updateUserProfile updateVolume validateWireGuardPeers verifyEmail
        verifyUserPassword
        """,
        "Organization": """
        creditBalance creditBalanceFormatted delegatedWireGuardTokens extensionSsoLink
        healthCheckHandlers healthChecks invitations limitedAccessTokens loggedCertificates
        paidSupportEmail signedDocuments sshCertificate stripeContainerPlanId
        stripeContainerSubscriptionId stripeCustomerId stripeSubscriptionId thirdPartyConfigurations
        trialEndedAt trialStartedAt wireGuardPeer wireGuardPeers
        """,
        "PostgresClusterAppRole": "databases users",
        "Principal": """
        avatarUrl blankPassword hasNodeproxyApps hasRecoveryCodes highRisk identities identity
        lastRegion stripeVerificationStatus trustScore
        """,
        "Queries": """
        accessTokens addOn addOnPlans addOnProvider addOns certificate checkJobs checkLocations
        cliSession flapsAuthzCheck githubIntegration herokuIntegration isExistingResetToken
        latestImageTag onboarding postgresAttachments products userOnlyToken validateConfig
        volumeAttachments volumeSnapshots
        """,
        "Service": "checks",
        "User": """
        avatarUrl blankPassword hasNodeproxyApps hasRecoveryCodes highRisk identities identity
        lastRegion stripeVerificationStatus trustScore
        """,
        "Volume": "attachedAllocation",
    ]
}
