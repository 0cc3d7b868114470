import DutyModel
import Tablet

extension World {
    /// Lets an answer leave once everything it rests on is durable, here and at the replica.
    func release(_ errand: Site.Errand, at site: Int, isLookup: Bool, isUsage: Bool) {
        let position = sites[site].store.log.count
        switch bug {
        case .answersBeforeCommit where !isLookup && !isUsage: leave(errand, from: site)
        case .looksUpBeforeReplica where isLookup: leave(errand, from: site)
        case .receiptBeforeDurable where isUsage: leave(errand, from: site)
        default: sites[site].waiting.append(Site.Waiting(position: position, errand: errand))
        }
        beginSync(site)
        letGo(site)
    }

    /// One sync at a time; what is committed meanwhile waits for the next, all of it together.
    func beginSync(_ site: Int) {
        let length = sites[site].store.log.count
        guard sites[site].syncing == nil, length > sites[site].durable else { return }
        sites[site].syncing = length
        plan(.siteSyncs(site: site, start: sites[site].start), in: wait(1, 9))
    }

    /// The sync is over.
    func siteSyncs(_ site: Int, start: UInt32) {
        guard sites[site].start == start, sites[site].isUp, let length = sites[site].syncing else { return }
        sites[site].syncing = nil
        switch sites[site].strike {
        case .torn:
            sites[site].durable = max(sites[site].durable, length - 1)
            return crashSite(site)
        case .syncError:
            sites[site].durable += random.below(length - sites[site].durable + 1)
            return crashSite(site)
        case .crashAfter:
            sites[site].durable = length
            return crashSite(site)
        case .crashBefore, nil: break
        }
        sites[site].durable = length
        sites[site].isMarked = true
        if case .paired(let primary, let replica) = pairing, replica == site {
            tellPrimary(primary, from: site)
        } else {
            replicate(site)
            letGo(site)
        }
        beginSync(site)
    }

    /// Gives out every answer whose ground is durable.
    func letGo(_ site: Int) {
        guard !sites[site].waiting.isEmpty else { return }
        var safe = sites[site].durable
        if pairing.primary != site || pairing.replica(of: site) != nil { safe = min(safe, sites[site].replicated) }
        if bug == .syncFreesTooMuch, safe > 0 { safe = sites[site].store.log.count }
        var kept: [Site.Waiting] = []
        var leaving: [Site.Errand] = []
        for waiting in sites[site].waiting {
            if waiting.position <= safe { leaving.append(waiting.errand) } else { kept.append(waiting) }
        }
        guard !leaving.isEmpty else { return }
        sites[site].waiting = kept
        let start = sites[site].start
        for errand in leaving where sites[site].start == start && sites[site].isUp { leave(errand, from: site) }
    }

    private func leave(_ errand: Site.Errand, from site: Int) {
        switch errand {
        case .deposit(let challan, let paise): truth.deposits[challan] = paise
        case .reversal(let challan): truth.reversals.insert(challan)
        case .reply(let reply, let news, let node, let exchange, let heard):
            guard siteLives(through: .answerSent, machine: Int(node.number), site) else { return }
            truthOfLeaving(reply, heard)
            send(.reply(reply, news), from: .site(site), to: node, exchange: exchange)
        }
    }

    // MARK: Replica

    /// Sends the replica what it was not sent yet.
    func replicate(_ site: Int) {
        let replica = pairing.replica(of: site) ?? (office.oldPrimary == site ? 1 - site : nil)
        guard let replica, sites[site].durable > sites[site].sent else { return }
        let first = sites[site].sent
        let transactions = Array(sites[site].store.log[first..<sites[site].durable])
        sites[site].sent = sites[site].durable
        send(.transactions(transactions, from: first, epoch: sites[site].epoch), from: .site(site), to: .site(replica))
        plan(.siteReplicates(site: site, start: sites[site].start), in: sites[site].patience + wait(0, 100))
    }

    /// What the replica did not say it has is sent again.
    func siteReplicates(_ site: Int, start: UInt32) {
        guard sites[site].start == start, sites[site].isUp, sites[site].replicated < sites[site].durable else { return }
        guard pairing.replica(of: site) != nil || office.oldPrimary == site else { return letGo(site) }
        sites[site].sent = sites[site].replicated
        // Less and less often while nothing comes back.
        sites[site].patience = min(20_000, sites[site].patience * 2)
        replicate(site)
    }

    /// A replica takes what follows on what it holds; one that was promoted takes nothing from an older term.
    func replicaHears(_ site: Int, _ transactions: [[BookWrite]], from first: Int, epoch: UInt64) {
        guard sites[site].isUp, case .paired(let primary, let replica) = pairing, replica == site,
            epoch == sites[primary].epoch
        else { return }
        let held = sites[site].store.log.count
        if first <= held, first + transactions.count > held {
            let lives = siteLives(through: .replicaSynced, site)
            // Without room nothing is taken, and nothing is said.
            if sites[site].store.fullAfterWrites != nil {
                sites[site].store.fullAfterWrites = nil
                return
            }
            guard lives, pairing.replica(of: primary) == site else { return }
            sites[site].store.append(transactions[(held - first)...])
            if case .crashBefore = sites[site].strike { return crashSite(site) }
        }
        if bug == .replicaAcknowledgesEarly {
            return send(.synced(sites[site].store.log.count, epoch: epoch), from: .site(site), to: .site(primary))
        }
        beginSync(site)
        if sites[site].syncing == nil { tellPrimary(primary, from: site) }
    }

    private func tellPrimary(_ primary: Int, from site: Int) {
        send(.synced(sites[site].durable, epoch: sites[primary].epoch), from: .site(site), to: .site(primary))
    }

    func primaryHears(_ site: Int, through: Int, epoch: UInt64) {
        guard sites[site].isUp, sites[site].epoch == epoch, pairing.replica(of: site) != nil else { return }
        sites[site].replicated = max(sites[site].replicated, through)
        sites[site].patience = 60
        letGo(site)
    }
}
