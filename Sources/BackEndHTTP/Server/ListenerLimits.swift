import ConnectionRules
import DutyModel

/// How large the header of a request may be, and how long it may take.
package struct HeaderLimits: Hashable, Sendable {
    /// Seconds from the connection, or the answer before, after which the connection is closed.
    package var idleSeconds: Int64
    package var bytesMaximum: Int
    package var fieldsMaximum: Int
}

/// What a listener allows at most.
package struct ListenerLimits: Hashable, Sendable {
    /// Connections of one listener at the same time, and how long a handshake may take.
    package var connections = ConnectionLimits()
    /// What the header of a request may take; a client that sends a byte now and then gains nothing. A machine sends a few
    /// hundred bytes in some ten fields.
    package var header = HeaderLimits(idleSeconds: 30, bytesMaximum: 16_384, fieldsMaximum: 64)
    /// Seconds for the body of a request, from its header on. The largest message has a third of a megabyte, and a
    /// machine on a 128 kbit/s line sends it in half of this.
    package var bodySeconds: Int64 = 60
    /// Requests of one machine under way at the same time, over all listeners; a machine sends one after the other,
    /// and a few more are left from connections that broke.
    package var requestsPerMachineMaximum: Int = 8
    /// Requests of machines that enrol on site under way at the same time. They come from strangers, and an operator reads
    /// out one code at a time.
    package var enrolmentsMaximum: Int = 4
    /// Seconds for the body of such a request; it has less than a kilobyte.
    package var enrolmentBodySeconds: Int64 = 15
    /// Milliseconds between two looks at the listeners' certificates, and so until a renewal that failed is tried again;
    /// thirty days are left then. A look reads two small files a listener.
    package var certificateCheckMilliseconds: Int64 = 600_000
    /// What the measuring service allows.
    package var measuring = MeasuringLimits()
    /// What downloads of the key list may take.
    package var keyListDownloads = KeyListDownloadLimits()

    package init() {}
}
