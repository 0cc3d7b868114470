import DutyModel
import Exchanges

extension DeviceStatus {
    var ascending: Int64 { registers.ascending.count }
    var descending: Int64 { registers.descending.count }

    /// Up to which impression a receipt has come.
    var durableThrough: UInt32 { itemCount - UInt32(clamping: unsentCount) }

    /// Whether the back end's word locks the device.
    var isLocked: Bool { standing?.state.locksFranking == true }

    /// The same with all left out that changes by time alone.
    var lasting: DeviceStatus {
        var status = self
        (status.time, status.lock, status.lockMessage) = (Timestamp(0), nil, nil)
        (status.inspectionWarns, status.uploadLocksAt) = (false, nil)
        return status
    }
}
