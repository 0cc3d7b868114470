import Storage

extension BackEndSchema {
    /// What devices attest of the machines around them.
    static let attestationTable: [SQLStatement] = [
        """
        CREATE TABLE attestations (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, kind TEXT NOT NULL, attestation BYTEA NOT NULL,
            attested_at BIGINT NOT NULL, heard_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, kind))
        """
    ]
}
