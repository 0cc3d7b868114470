extension FailureCode {
    /// What this code alone says of the command that failed with it; who knows more says so in the failure.
    ///
    /// `notDone` is said only where the command was refused before anything was written down, or never left. Whatever
    /// may come after that, or may come from reading an answer, is `notKnown`.
    public var outcome: KnownOutcome {
        switch self {
        // The impression is debited before it is drawn; an operator's act is done before it is published.
        case .printFailed, .keyListUnpublished: .done

        case .amountMalformed, .amountOutOfRange, .amountNotPositive, .confirmationNeeded, .amountOverFunds,
            .amountOverCap,
            .instrumentUnknown, .stateUnknown, .stateNotLicensed, .valueMalformed, .psdStateRefuses,
            .psdInspectionOverdue, .psdUploadOverdue, .psdAuditFailed, .psdTampered, .psdClockWentBack,
            .psdInspectionLimit, .psdStoreFull, .refillOutstanding, .refillNoneOutstanding, .refillOverMaximum,
            .keyExposed, .keyMissing, .printSpent, .printUnconfirmed,
            .printsUnsettled, .spoilRefused, .serviceRootPinned:
            .notDone
        case .certificateMissing, .certificateExpired, .certificateForeign, .certificateRevoked,
            .certificateNotRenewed, .serviceKeyEnding, .enrolmentCodeWrong, .enrolmentCodeSpent, .keyNotAuthorised,
            .tokenMissing, .tokenExpired, .tokenBad, .directoryBad, .psdUnknown, .psdNotOfMachine, .psdCloneSuspected,
            .machineBlocked, .sequenceNotNext, .accountFundsShort, .registerMismatch, .usageConflict, .usageGap,
            .grantsMissing, .psdNotPermitted, .keyLicensed, .keyWeak, .psdRetired, .grantUnclaimed, .challanUsed,
            .depositUnknown,
            .depositReversed, .refundNotAllowed, .nothingToSettle, .storyIncomplete, .booksRolledBack, .serverBusy,
            .tooManyRequests, .useTls, .pathUnknown:
            .notDone
        // Before a connection is whole, nothing is sent on it.
        case .hostNotInGuide, .dnsFailed, .dnsTimeout, .dnsNameUnknown, .dnsNoAddress, .dnsMalformed, .dnsRefused,
            .connectRefused, .connectTimeout, .proxyUnreachable, .proxyTimeout, .proxyAuthRequired,
            .proxyCredentialsRefused, .proxyDenied, .proxyUpstreamFailed, .proxyMalformed, .proxyIsSocks, .tlsFailed,
            .networkLinkDown, .gatewayInInternalRange, .networkPortal, .networkNotValidated:
            .notDone
        case .networkAddressMalformed, .networkGatewayOutside, .networkRangeInternal, .wifiNameMalformed,
            .wifiWepRefused, .wifiOpenRefused, .wifiPassphraseBad, .wifiLoginMissing, .wifiAuthorityBad,
            .proxyHostMalformed, .proxyPortMalformed, .proxySocksRefused, .proxyPacRefused, .proxyUserColon,
            .proxyLoginMissing, .networkTrialNone, .networkRolledBack, .networkLinkFixed, .networkDeviceMissing,
            .networkApplyFailed, .networkManagerMissing:
            .notDone
        case .dataMissing, .dataReadOnly, .dataNewerVersion, .dataInUse, .dataMalformed, .dataForeign, .configInvalid,
            .portTaken, .machineNotRunning, .socketDenied, .linkDown, .linkPeerForeign, .actNotDone, .fileUnreadable,
            .hostForeign,
            .originForeign:
            .notDone
        case .codeMalformed, .codePrefixForeign, .codeNotCanonical, .signerUnknown, .signerRevoked,
            .stampSignatureBad, .stampOutsideInterval, .keyListOverfull, .keyListMissing, .keyListBad,
            .keyListRolledBack,
            .imageUnreadable,
            .guideMalformed, .guideUnknownKey, .guideKeyMissing, .guideBadValue, .guideBadPort, .guideRangeOverlap,
            .guideDoubled, .guideUnknown, .ruleFileMalformed, .ruleFileKindUnknown, .recordingMalformed,
            .scriptEngineMissing, .labScenarioUnknown, .labDataMalformed, .labFaultsClash, .labUnavailable,
            .labProgramFailed:
            .notDone

        // The device may have written it down, or remembers other things than were printed.
        case .psdFatal, .journalDamaged, .anchorMissing, .journalWriteFailed, .journalRolledBack, .actTooOld,
            .outcomeUnknown:
            .notKnown
        // An answer that doesn't count leaves open what the next one says.
        case .grantNotMine, .grantControlTotal, .signatureBad, .nonceStale, .epochStale, .receiptBad, .standingMissing,
            .standingConflict, .licenceForeign, .serviceKeyUnknown, .serviceKeyExpired, .backEndUnproven,
            .operationConflict, .commitUnknown, .ledgerBroken:
            .notKnown
        // What can't be read may be the answer to what was done.
        case .xmlMalformed, .xmlTooLarge, .xmlTooDeep, .xmlTooManyAttributes, .xmlNameTooLong, .xmlTextTooLong,
            .xmlDtdRefused, .xmlEntityRefused, .xmlNamespaceWrong, .xmlVersionUnsupported, .xmlElementMissing,
            .xmlElementDoubled, .xmlElementUnexpected, .xmlValueBad, .messageUnexpected, .httpMalformed, .httpStatus,
            .httpTimeout, .answerTooLarge, .connectionLost, .linkBroken:
            .notKnown
        // A file is written after what it is about; a form may have been done before.
        case .dataFull, .fileUnwritable, .internalError, .csrfBad, .formExpired:
            .notKnown
        }
    }
}
