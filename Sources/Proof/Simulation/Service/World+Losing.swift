import DeviceSimulation
import DutyModel

/// Folders that are lost: a base's, a tablet's, a database.
extension World {
    /// The folder of the part that this step is of is gone, and the part starts again; false where there is none.
    func loseFolder(_ part: ProtocolStep.Place, _ place: Int, _ site: Int) -> Bool {
        switch part {
        case .device: return loseBase(place)
        case .tablet: loseTablet(place)
        case .site: return loseDatabase(of: site)
        }
        return true
    }

    /// A marker outside the folder says that a device was there: its base doesn't start with another.
    private func loseBase(_ place: Int) -> Bool {
        guard machines[place].device != nil, machines[place].copyOf == nil else { return false }
        note("the folder of base \(place) is lost")
        crashBase(place, power: false)
        machines[place].isLost = true
        machines[place].inFlight = nil
        machines[place].disk = SimulatedDisk(seed: random.next())
        return true
    }

    /// What the tablet kept is gone; it is enrolled again, and learns the rest from its base.
    private func loseTablet(_ place: Int) {
        note("the folder of tablet \(place) is lost")
        crashTablet(place)
        machines[place].tablet.newest = nil
        machines[place].tablet.owesWitness = false
    }

    private func loseDatabase(of site: Int) -> Bool {
        guard sites[site].isUp, sites[site].durable > office.restoreFloor else { return false }
        note("the database of site \(site) is lost")
        let durable = sites[site].durable
        crashSite(site)
        // A backup that is kept elsewhere holds all but the end of it, and goes back behind no enrolment.
        let length = max(office.restoreFloor, durable - random.below(12))
        office.backup = Array(sites[site].store.lose().prefix(length))
        sites[site].durable = 0
        return true
    }

    /// Operators give a site that lost its database its books again: from the other site, or from a backup where
    /// there is none.
    func mendSite(_ site: Int, start: UInt32) {
        guard sites[site].start == start, sites[site].isLost else { return }
        if pairing.primary == site { failOver() }
        if pairing.primary != site {
            pairing = .single(pairing.primary)
            rejoin()
        } else if pairing.replica(of: site) == nil || sites[1 - site].isLost {
            restoreLost(site)
        }
        // The other site is down as well: they come again.
        if sites[site].isLost { plan(.siteMended(site: site, start: sites[site].start), in: wait(5_000, 60_000)) }
    }

    private func restoreLost(_ site: Int) {
        note("a backup of \(office.backup.count) transactions takes the place of the lost database of site \(site)")
        sites[site].store.restore(office.backup)
        beginTermAfterRestore(at: site)
    }
}
