/// The stable names of everything that can go wrong; each is explained in `docs/failure-codes.md`.
public enum FailureCode: String, CaseIterable, Sendable, Codable {
    // Amounts, instruments and states
    /// An amount is not a number of rupees with at most two decimals.
    case amountMalformed = "amount_malformed"
    /// An amount is larger than can be counted.
    case amountOutOfRange = "amount_out_of_range"
    /// An amount is zero or less.
    case amountNotPositive = "amount_not_positive"
    /// An amount is above the limit of the machine's settings and nobody confirmed it.
    case confirmationNeeded = "confirmation_needed"
    /// An impression asks for more than the descending register holds.
    case amountOverFunds = "amount_over_funds"
    /// An impression is above the cap of the licence.
    case amountOverCap = "amount_over_cap"
    /// The instrument is not an article of the state's schedule.
    case instrumentUnknown = "instrument_unknown"
    /// The state is not one of the two-letter codes in use.
    case stateUnknown = "state_unknown"
    /// The machine holds no licence for the state.
    case stateNotLicensed = "state_not_licensed"
    /// A value has the wrong form.
    case valueMalformed = "value_malformed"

    // Security device
    /// The security device is in a state that does not allow the operation.
    case psdStateRefuses = "psd_state_refuses"
    /// The inspection date has passed and franking is locked.
    case psdInspectionOverdue = "psd_inspection_overdue"
    /// Usage records have waited too long and franking is locked.
    case psdUploadOverdue = "psd_upload_overdue"
    /// The last audit found a mismatch and franking is locked.
    case psdAuditFailed = "psd_audit_failed"
    /// The security device was opened.
    case psdTampered = "psd_tampered"
    /// An invariant of the security device is broken; nothing more is printed.
    case psdFatal = "psd_fatal"
    /// The clock went back by more than five minutes.
    case psdClockWentBack = "psd_clock_went_back"
    /// The count or value allowed between two inspections is used up.
    case psdInspectionLimit = "psd_inspection_limit"
    /// The security device has no room for another record.
    case psdStoreFull = "psd_store_full"
    /// A refill is already outstanding; its amount cannot change.
    case refillOutstanding = "refill_outstanding"
    /// No refill is outstanding.
    case refillNoneOutstanding = "refill_none_outstanding"
    /// A refill would leave more funds in the machine than its licence allows.
    case refillOverMaximum = "refill_over_maximum"
    /// A signed answer belongs to another operation, attempt, or device.
    case grantNotMine = "grant_not_mine"
    /// A grant's control total does not fit the registers.
    case grantControlTotal = "grant_control_total"
    /// A signature does not fit what it signs.
    case signatureBad = "signature_bad"
    /// An answer belongs to an earlier question.
    case nonceStale = "nonce_stale"
    /// An answer comes from a funds server that has been replaced.
    case epochStale = "epoch_stale"
    /// A receipt does not cover the records it names.
    case receiptBad = "receipt_bad"
    /// The journal of the security device is damaged.
    case journalDamaged = "journal_damaged"
    /// The anchor of the security device's journal is missing or damaged.
    case anchorMissing = "anchor_missing"
    /// The journal of the security device could not be written.
    case journalWriteFailed = "journal_write_failed"
    /// The journal is older than what was already printed.
    case journalRolledBack = "journal_rolled_back"
    /// An answer names a standing of the device that didn't come with it.
    case standingMissing = "standing_missing"
    /// Two standings of the device have one number.
    case standingConflict = "standing_conflict"
    /// The service root of the security device does not vouch for a service's key.
    case serviceKeyUnknown = "service_key_unknown"
    /// A service signed with a key outside the time for which it was certified.
    case serviceKeyExpired = "service_key_expired"
    /// A licence is a demonstration's and the security device or the books are not, or the reverse.
    case licenceForeign = "licence_foreign"
    /// The security device obeys another service root.
    case serviceRootPinned = "service_root_pinned"
    /// A key file can be read by others.
    case keyExposed = "key_exposed"
    /// A key file is missing.
    case keyMissing = "key_missing"

    /// The print came out already, or was declared spoiled; that drawing never leaves the machine again.
    case printSpent = "print_spent"
    /// It isn't known yet whether the first print came out, so no second one begins.
    case printUnconfirmed = "print_unconfirmed"
    /// Of too many older impressions no print is known to have come out, so nothing more is franked.
    case printsUnsettled = "prints_unsettled"
    /// The impression cannot be declared spoiled.
    case spoilRefused = "spoil_refused"

    // Messages
    /// A message is not well-formed XML.
    case xmlMalformed = "xml_malformed"
    /// A message has more bytes than allowed.
    case xmlTooLarge = "xml_too_large"
    /// A message is nested deeper than allowed.
    case xmlTooDeep = "xml_too_deep"
    /// An element has more attributes than allowed.
    case xmlTooManyAttributes = "xml_too_many_attributes"
    /// A name in a message is longer than allowed.
    case xmlNameTooLong = "xml_name_too_long"
    /// A text in a message is longer than allowed.
    case xmlTextTooLong = "xml_text_too_long"
    /// A message carries a document type.
    case xmlDtdRefused = "xml_dtd_refused"
    /// A message uses an entity of its own.
    case xmlEntityRefused = "xml_entity_refused"
    /// A message is in another namespace.
    case xmlNamespaceWrong = "xml_namespace_wrong"
    /// A message is of a version that is not spoken here.
    case xmlVersionUnsupported = "xml_version_unsupported"
    /// An element is missing.
    case xmlElementMissing = "xml_element_missing"
    /// An element stands twice.
    case xmlElementDoubled = "xml_element_doubled"
    /// An element or attribute stands where none is expected.
    case xmlElementUnexpected = "xml_element_unexpected"
    /// A value in a message has the wrong form.
    case xmlValueBad = "xml_value_bad"
    /// A message of this kind is not answered here.
    case messageUnexpected = "message_unexpected"

    // Back end
    /// The client showed no certificate.
    case certificateMissing = "certificate_missing"
    /// A certificate has expired.
    case certificateExpired = "certificate_expired"
    /// A certificate was not issued by this system's authority.
    case certificateForeign = "certificate_foreign"
    /// A certificate was revoked.
    case certificateRevoked = "certificate_revoked"
    /// A server's certificate was not renewed.
    case certificateNotRenewed = "certificate_not_renewed"
    /// The certificate of a service's key ends soon and isn't renewed by itself.
    case serviceKeyEnding = "service_key_ending"
    /// A request carries no token.
    case tokenMissing = "token_missing"
    /// A token has expired.
    case tokenExpired = "token_expired"
    /// A token is not valid here.
    case tokenBad = "token_bad"
    /// The enrolment code is not one that the back end gave out.
    case enrolmentCodeWrong = "enrolment_code_wrong"
    /// The enrolment code has ended: it was used, has expired, or was tried too often.
    case enrolmentCodeSpent = "enrolment_code_spent"
    /// Whoever answered a machine that enrols doesn't know the code.
    case backEndUnproven = "back_end_unproven"
    /// The books name a device that the funds service did not authorise.
    case keyNotAuthorised = "key_not_authorised"
    /// The signed directory is not acceptable.
    case directoryBad = "directory_bad"
    /// The security device is not known.
    case psdUnknown = "psd_unknown"
    /// The machine may not speak for this security device.
    case psdNotOfMachine = "psd_not_of_machine"
    /// The same counter was seen with other content.
    case psdCloneSuspected = "psd_clone_suspected"
    /// The machine is blocked.
    case machineBlocked = "machine_blocked"
    /// An operation id was used again with other content.
    case operationConflict = "operation_conflict"
    /// A refill's sequence is not the next one.
    case sequenceNotNext = "sequence_not_next"
    /// The customer's account holds too little.
    case accountFundsShort = "account_funds_short"
    /// Registers do not agree with the books.
    case registerMismatch = "register_mismatch"
    /// A usage record differs from the one already held.
    case usageConflict = "usage_conflict"
    /// Usage records are not contiguous.
    case usageGap = "usage_gap"
    /// The device applied grants that these books do not hold.
    case grantsMissing = "grants_missing"
    /// Money is on its way to a device that is being withdrawn and never applies it.
    case grantUnclaimed = "grant_unclaimed"
    /// No operator has permitted this key.
    case psdNotPermitted = "psd_not_permitted"
    /// A public key is licensed under another device already.
    case keyLicensed = "key_licensed"
    /// Anybody can sign for a public key.
    case keyWeak = "key_weak"
    /// The device was withdrawn or taken out of use.
    case psdRetired = "psd_retired"
    /// The challan number was used before.
    case challanUsed = "challan_used"
    /// No money was paid in under the challan number.
    case depositUnknown = "deposit_unknown"
    /// The deposit was reversed before.
    case depositReversed = "deposit_reversed"
    /// A refund is not allowed by the state's rules.
    case refundNotAllowed = "refund_not_allowed"
    /// There is nothing to settle.
    case nothingToSettle = "nothing_to_settle"
    /// Whether the operation was committed is not known.
    case commitUnknown = "commit_unknown"
    /// The server has more requests than it takes at once.
    case serverBusy = "server_busy"
    /// One machine has more requests under way than it may.
    case tooManyRequests = "too_many_requests"
    /// An invariant of the ledger is broken.
    case ledgerBroken = "ledger_broken"
    /// Nothing is served on this port.
    case useTls = "use_tls"
    /// There is nothing at this address.
    case pathUnknown = "path_unknown"

    // Network
    /// The guide has no entry for this host and port.
    case hostNotInGuide = "host_not_in_guide"
    /// A name could not be resolved.
    case dnsFailed = "dns_failed"
    /// No DNS server answered in time.
    case dnsTimeout = "dns_timeout"
    /// The DNS says that there is no such name.
    case dnsNameUnknown = "dns_name_unknown"
    /// The DNS knows the name but no address of it.
    case dnsNoAddress = "dns_no_address"
    /// A DNS answer is not proper, or answers another question.
    case dnsMalformed = "dns_malformed"
    /// The DNS servers refuse to answer.
    case dnsRefused = "dns_refused"
    /// A connection was refused.
    case connectRefused = "connect_refused"
    /// A connection got no answer.
    case connectTimeout = "connect_timeout"
    /// The proxy cannot be reached.
    case proxyUnreachable = "proxy_unreachable"
    /// The proxy did not answer in time.
    case proxyTimeout = "proxy_timeout"
    /// The proxy asks for user name and password, and none are set.
    case proxyAuthRequired = "proxy_auth_required"
    /// The proxy does not accept user name and password.
    case proxyCredentialsRefused = "proxy_credentials_refused"
    /// The proxy does not allow the connection.
    case proxyDenied = "proxy_denied"
    /// The proxy could not reach the server.
    case proxyUpstreamFailed = "proxy_upstream_failed"
    /// What answers in the proxy's place does not speak HTTP properly.
    case proxyMalformed = "proxy_malformed"
    /// The proxy speaks SOCKS.
    case proxyIsSocks = "proxy_is_socks"
    /// A TLS handshake failed.
    case tlsFailed = "tls_failed"
    /// An answer is not proper HTTP.
    case httpMalformed = "http_malformed"
    /// A server answered with an unexpected status.
    case httpStatus = "http_status"
    /// A server did not answer in time.
    case httpTimeout = "http_timeout"
    /// An answer is larger than allowed.
    case answerTooLarge = "answer_too_large"
    /// A connection broke before the answer was whole.
    case connectionLost = "connection_lost"

    /// The link to the site is not connected.
    case networkLinkDown = "network_link_down"
    /// The site's gateway or a DNS server has an address that the machine uses inside itself.
    case gatewayInInternalRange = "gateway_in_internal_range"
    /// A page of the site answers in place of the internet.
    case networkPortal = "network_portal"
    /// The connectivity check was not answered.
    case networkNotValidated = "network_not_validated"

    // Network settings
    /// An address, or the length of a subnet's prefix, has the wrong form.
    case networkAddressMalformed = "network_address_malformed"
    /// The default gateway does not lie in the machine's subnet.
    case networkGatewayOutside = "network_gateway_outside"
    /// A gateway, DNS server or proxy has an address that the machine uses inside itself.
    case networkRangeInternal = "network_range_internal"
    /// The name of a wireless network is empty or too long.
    case wifiNameMalformed = "wifi_name_malformed"
    /// WEP protects nothing and is refused.
    case wifiWepRefused = "wifi_wep_refused"
    /// A wireless network without protection is refused.
    case wifiOpenRefused = "wifi_open_refused"
    /// The passphrase of a wireless network has the wrong form.
    case wifiPassphraseBad = "wifi_passphrase_bad"
    /// User name or password for a wireless network is missing.
    case wifiLoginMissing = "wifi_login_missing"
    /// The authority of the login server of a wireless network is missing or is no certificate.
    case wifiAuthorityBad = "wifi_authority_bad"
    /// The proxy's name or address has the wrong form.
    case proxyHostMalformed = "proxy_host_malformed"
    /// The proxy's port is not a number from 1 to 65535.
    case proxyPortMalformed = "proxy_port_malformed"
    /// A SOCKS proxy was given.
    case proxySocksRefused = "proxy_socks_refused"
    /// A proxy script (PAC) was given.
    case proxyPacRefused = "proxy_pac_refused"
    /// The user name for a proxy has a colon in it.
    case proxyUserColon = "proxy_user_colon"
    /// User name or password for the proxy is missing.
    case proxyLoginMissing = "proxy_login_missing"
    /// No settings are on trial.
    case networkTrialNone = "network_trial_none"
    /// New network settings were not confirmed, so the earlier ones are back.
    case networkRolledBack = "network_rolled_back"
    /// The link is set by this computer and not by the machine.
    case networkLinkFixed = "network_link_fixed"
    /// The machine has no device for this kind of link.
    case networkDeviceMissing = "network_device_missing"
    /// The link did not come up with these settings.
    case networkApplyFailed = "network_apply_failed"
    /// NetworkManager is not there or does not answer.
    case networkManagerMissing = "network_manager_missing"

    // This computer
    /// A data folder, or something that was in it, is missing.
    case dataMissing = "data_missing"
    /// A file of the data folder belongs to another installation.
    case dataForeign = "data_foreign"
    /// The books are older than the acts that were already carried out.
    case booksRolledBack = "books_rolled_back"
    /// Restored books lack something that was decided about a device or an account.
    case storyIncomplete = "story_incomplete"
    /// The data folder cannot be written.
    case dataReadOnly = "data_read_only"
    /// The disk that holds the data folder is full.
    case dataFull = "data_full"
    /// The data folder was written by a newer version.
    case dataNewerVersion = "data_newer_version"
    /// The data folder is in use by another process.
    case dataInUse = "data_in_use"
    /// A file of the data folder cannot be read.
    case dataMalformed = "data_malformed"
    /// A configuration file does not say what it should.
    case configInvalid = "config_invalid"
    /// A port is already in use.
    case portTaken = "port_taken"
    /// No machine runs on this data folder.
    case machineNotRunning = "machine_not_running"
    /// The program's socket belongs to another user of this computer.
    case socketDenied = "socket_denied"
    /// Base and tablet cannot reach each other; nothing was sent.
    case linkDown = "link_down"
    /// A link broke after a command may have left and before its answer was there.
    case linkBroken = "link_broken"
    /// The other end of the link is not the part it should be.
    case linkPeerForeign = "link_peer_foreign"
    /// The impression could not be drawn.
    case printFailed = "print_failed"
    /// A file cannot be read.
    case fileUnreadable = "file_unreadable"
    /// A file cannot be written.
    case fileUnwritable = "file_unwritable"
    /// Something went wrong inside the program.
    case internalError = "internal_error"

    // What became of a command
    /// A command was lost on its way and is never carried out.
    case actNotDone = "act_not_done"
    /// The device has forgotten commands as old as this one.
    case actTooOld = "act_too_old"
    /// It is not known yet whether a command was carried out.
    case outcomeUnknown = "outcome_unknown"

    // Page
    /// The request names another host.
    case hostForeign = "host_foreign"
    /// The request comes from another site.
    case originForeign = "origin_foreign"
    /// The form does not come from this page.
    case csrfBad = "csrf_bad"
    /// The form was sent already.
    case formExpired = "form_expired"

    // Verification
    /// The code is not a stamp code.
    case codeMalformed = "code_malformed"
    /// The code points to another verify page.
    case codePrefixForeign = "code_prefix_foreign"
    /// The code is not written as a machine writes it.
    case codeNotCanonical = "code_not_canonical"
    /// No machine in the key list made this code.
    case signerUnknown = "signer_unknown"
    /// The machine's key was revoked; what it signed proves nothing, whatever its date.
    case signerRevoked = "signer_revoked"
    /// The code was changed or forged.
    case stampSignatureBad = "stamp_signature_bad"
    /// The impression lies outside what this key may have made.
    case stampOutsideInterval = "stamp_outside_interval"
    /// There is no key list at hand.
    case keyListMissing = "key_list_missing"
    /// The key list is not acceptable.
    case keyListBad = "key_list_bad"
    /// A key list is older than one that was seen, or its publisher's key was followed by another.
    case keyListRolledBack = "key_list_rolled_back"
    /// The back end could not publish the key list.
    case keyListUnpublished = "key_list_unpublished"
    /// More stamps of a device or customer are marked than the key list holds.
    case keyListOverfull = "key_list_overfull"
    /// No single stamp code can be read from the image.
    case imageUnreadable = "image_unreadable"

    // Guide
    /// A guide file cannot be read.
    case guideMalformed = "guide_malformed"
    /// A guide file holds an unknown key.
    case guideUnknownKey = "guide_unknown_key"
    /// A guide file lacks a key.
    case guideKeyMissing = "guide_key_missing"
    /// A value in a guide file has the wrong form.
    case guideBadValue = "guide_bad_value"
    /// A port in a guide file is not 1 to 65535.
    case guideBadPort = "guide_bad_port"
    /// Two address ranges of a guide file overlap.
    case guideRangeOverlap = "guide_range_overlap"
    /// An entry of a guide file stands twice.
    case guideDoubled = "guide_doubled"
    /// There is no built-in guide of this name.
    case guideUnknown = "guide_unknown"
    /// A file of rules cannot be read.
    case ruleFileMalformed = "rule_file_malformed"
    /// The kind of a file of rules is not known.
    case ruleFileKindUnknown = "rule_file_kind_unknown"
    /// A saved run of the doctor cannot be read.
    case recordingMalformed = "recording_malformed"
    /// The program that runs PAC files is not installed.
    case scriptEngineMissing = "script_engine_missing"

    // The lab
    /// There is no scenario of this name.
    case labScenarioUnknown = "lab_scenario_unknown"
    /// A data file of the lab is damaged or holds something unknown.
    case labDataMalformed = "lab_data_malformed"
    /// Two faults cannot hold at once.
    case labFaultsClash = "lab_faults_clash"
    /// This computer or user cannot run the lab.
    case labUnavailable = "lab_unavailable"
    /// A program of the lab failed.
    case labProgramFailed = "lab_program_failed"
}
