import DutyModel

extension World {
    /// A site's process ends; what was not durable is gone.
    func crashSite(_ site: Int) {
        guard sites[site].isUp else { return }
        note("site \(site) goes down")
        sites[site].turn(up: false)
        sites[site].store.cut(to: sites[site].durable)
        plan(.siteStarts(site: site, start: sites[site].start), in: wait(500, 30_000))
    }

    func siteStarts(_ site: Int, start: UInt32) {
        guard sites[site].start == start, !sites[site].isUp else { return }
        if sites[site].isLost, bug != .lostDatabaseIsNew {
            note("site \(site) does not start: \(FailureCode.dataMissing.rawValue)")
            return plan(.siteMended(site: site, start: start), in: wait(5_000, 120_000))
        }
        note("site \(site) is up")
        sites[site].isUp = true
        // What the replica holds is asked anew.
        sites[site].replicated = 0
        sites[site].sent = sites[site].durable
        if pairing.primary == site { requirePromises(at: site, "after a restart") }
        greetReplica(site)
    }

    private func greetReplica(_ site: Int) {
        guard case .paired(let primary, let replica) = pairing else { return }
        if site == primary {
            send(.transactions([], from: 0, epoch: sites[primary].epoch), from: .site(primary), to: .site(replica))
        }
        plan(.siteReplicates(site: primary, start: sites[primary].start), in: wait(60, 160))
    }

    /// The recovery site takes over. The old primary can commit nothing more: it answers only what its one
    /// synchronous replica has synced, and that takes nothing from it any more.
    func failOver() {
        guard case .paired(let primary, let replica) = pairing, sites[replica].isUp else { return }
        let epoch = max(sites[0].epoch, sites[1].epoch) + 1
        note("site \(replica) takes over in term \(epoch)")
        var length = sites[replica].durable
        if bug == .promotesLaggard { length = max(office.restoreFloor, length - 1 - random.below(6)) }
        sites[replica].store.cut(to: length)
        become(primary: replica, epoch: epoch)
        pairing = .single(replica)
        if sites[primary].isLost {
            office.oldPrimary = nil
        } else if random.oneIn(2) {
            // It goes on for a while as if nothing had happened.
            office.oldPrimary = primary
        } else {
            crashSite(primary)
            office.oldPrimary = random.oneIn(2) ? primary : nil
        }
        requirePromises(at: replica, "after a fail-over")
    }

    /// A site begins to serve in a new term, which stands in its books first.
    private func become(primary site: Int, epoch: UInt64) {
        sites[site].turn(up: true)
        sites[site].store.fullAfterWrites = nil
        _ = try? sites[site].store.transaction { store throws(DutyFailure) in
            try store.write(.common { $0.epoch = epoch })
        }
        sites[site].epoch = epoch
        tellLockedDevices(site)
        sites[site].durable = sites[site].store.log.count
        // Its folder was made when it became the replica; a loss from now on is no beginning.
        sites[site].isMarked = true
        sites[site].sent = sites[site].durable
        sites[site].replicated = 0
    }

    /// A back end that opens in a new term signs anew how devices stand that its books lock: they may have heard of later
    /// standings, which its books have lost.
    private func tellLockedDevices(_ site: Int) {
        let epoch = sites[site].epoch
        let untold = sites[site].store.state.devices.filter { book in
            book.account.standing.told.state.locksFranking && book.account.newestStanding?.number.epoch ?? 0 < epoch
        }
        for book in untold {
            _ = try? transact(at: site) { desk throws(DutyFailure) in try desk.tell(book.account.psdKey) }
        }
    }

    /// The site that does not serve is given everything anew and is the replica from now on.
    func rejoin() {
        guard case .single(let primary) = pairing, sites[primary].isUp else { return }
        let site = 1 - primary
        note("site \(site) is the replica of site \(primary)")
        office.oldPrimary = nil
        sites[site].turn(up: true)
        sites[site].store.copy(sites[primary].store)
        sites[site].store.cut(to: sites[primary].durable)
        sites[site].durable = sites[primary].durable
        sites[site].isMarked = sites[site].durable > 0
        sites[site].epoch = sites[primary].epoch
        sites[primary].replicated = sites[site].durable
        sites[primary].sent = sites[site].durable
        pairing = .paired(primary: primary, replica: site)
        letGo(primary)
    }

    /// Operators put a backup in the place of the books, at both sites, and begin a new term. They go back behind
    /// no enrolment and no withdrawal: those bring a life of their own, and people settle them.
    func restoreBackup() {
        let primary = pairing.primary
        let log = sites[primary].store.log
        let durable = sites[primary].durable
        let floor = max(office.restoreFloor, 0)
        guard durable > floor + 1 else { return }
        let length = max(floor, durable - 1 - random.below(24))
        note("a backup of \(length) of \(log.count) transactions is restored")
        sites[primary].store.cut(to: length)
        beginTermAfterRestore(at: primary)
    }

    /// Restored books are served in a new term, and are given to the other site.
    func beginTermAfterRestore(at site: Int) {
        become(primary: site, epoch: max(sites[0].epoch, sites[1].epoch) + 1)
        sites[site].isMarked = true
        pairing = .single(site)
        rejoin()
        office.restores += 1
        truthOfRestore(sites[site].store.state)
    }
}
