import DeviceSimulation
import DutyModel

extension World {
    /// A step is about to happen here: what the plan has for it strikes.
    ///
    /// `machine` and `site` are those that the step concerns; a step of the replica concerns no machine.
    func atStep(_ step: ProtocolStep, machine: Int? = nil, site: Int? = nil) {
        guard !isHealing, !isStriking, let fault = plan.strike(at: step) else { return }
        isStriking = true
        defer { isStriking = false }
        let place = machine ?? random.below(2)
        note("\(fault) strikes at \(step)")
        if strike(fault, step, place, site ?? pairing.primary) {
            coverage.note(step, fault)
        } else {
            plan.again(step, fault)
        }
    }

    /// Whether the tablet of a machine is still at what it did after this step.
    func tabletLives(through step: ProtocolStep, _ place: Int) -> Bool {
        let turn = machines[place].tablet.turn
        atStep(step, machine: place)
        return machines[place].tablet.turn == turn
    }

    /// Whether a site's process is still the same after this step.
    func siteLives(through step: ProtocolStep, machine: Int? = nil, _ site: Int) -> Bool {
        let start = sites[site].start
        atStep(step, machine: machine, site: site)
        return sites[site].start == start && sites[site].isUp
    }

    /// Brings a fault about; false where it could not be.
    private func strike(_ fault: TrialFault, _ step: ProtocolStep, _ place: Int, _ site: Int) -> Bool {
        let node: Node =
            switch step.place {
            case .device: .base(place)
            case .tablet: .tablet(place)
            case .site: .site(site)
            }
        switch fault {
        case .loss: network.planned[Int(node.number)] = .loss
        case .duplicate: network.planned[Int(node.number)] = .duplicate
        case .delay: network.planned[Int(node.number)] = .delay
        case .oneWay: partition(place, bothWays: false)
        case .partition: partition(place, bothWays: true)
        case .crashBefore, .crashAfter, .tornWrite, .syncError, .diskFull:
            strikeProcess(fault, step, place, site)
        case .badSector: return damage(place)
        case .clockJump: jump(step.place == .site && random.oneIn(2) ? nil : place)
        case .frozenClock: freeze(step.place == .site && random.oneIn(2) ? nil : place)
        case .clone: return cloneMachine(place)
        case .rollback: return rollBack(place)
        case .lostFolder: return loseFolder(step.place, place, site)
        case .restore: restoreBackup()
        case .failOver:
            rejoin()
            failOver()
        case .operatorAct: operatorAct()
        }
        return true
    }

    private func strikeProcess(_ fault: TrialFault, _ step: ProtocolStep, _ place: Int, _ site: Int) {
        switch (step.place, fault) {
        case (.device, .crashBefore): armDisk(place, .powerBefore)
        case (.device, .crashAfter): armDisk(place, .powerAfter)
        case (.device, .tornWrite): armDisk(place, .torn)
        case (.device, .syncError): armDisk(place, .syncError)
        case (.device, _): armDisk(place, .full)
        case (.tablet, _): crashTablet(place)
        case (.site, _) where !step.writes: crashSite(site)
        case (.site, .crashBefore): sites[site].strike = .crashBefore
        case (.site, .crashAfter): sites[site].strike = .crashAfter
        case (.site, .tornWrite): sites[site].strike = .torn
        case (.site, .syncError): sites[site].strike = .syncError
        case (.site, _): sites[site].store.fullAfterWrites = random.below(3)
        }
    }

    private func armDisk(_ place: Int, _ strike: DiskStrike) {
        machines[place].disk.plan(strike)
        machines[place].isStruck = true
    }

    private func partition(_ place: Int, bothWays: Bool) {
        let length = wait(5_000, 600_000)
        // Between the machine and the sites, inside the machine, or between the sites.
        let ways: [(Node, Node)] =
            switch random.below(5) {
            case 0...2: [(.tablet(place), .site(0)), (.tablet(place), .site(1))]
            case 3: [(.tablet(place), .base(place))]
            default: [(.site(0), .site(1))]
            }
        // Sites that cannot see each other tempt people to promote one.
        if ways.count == 1, ways[0].0 == .site(0), random.oneIn(2) { plan(.promotion, in: wait(1_000, length)) }
        let isBack = random.oneIn(2)
        for (one, other) in ways {
            if bothWays || !isBack { block(from: one, to: other, length) }
            if bothWays || isBack { block(from: other, to: one, length) }
        }
    }

    private func block(from: Node, to: Node, _ length: Int64) {
        network.block(from: from, to: to)
        plan(.lift(.oneWay(from: from, to: to)), in: length)
    }

    private func jump(_ place: Int?) {
        let seconds = Int64(random.below(20_000_000)) - 10_000_000
        // Back or forward by seconds, hours or months.
        let scaled = random.oneIn(3) ? seconds : random.oneIn(2) ? seconds / 300 : seconds / 40_000
        if let place {
            machines[place].clock.jump(bySeconds: scaled)
        } else {
            serverClock.jump(bySeconds: scaled / 300)
        }
    }

    private func freeze(_ place: Int?) {
        if let place {
            machines[place].clock.freeze(at: now)
            plan(.lift(.frozenClock(machine: place)), in: wait(10_000, 3_600_000))
        } else {
            serverClock.freeze(at: now)
            plan(.lift(.frozenServerClock), in: wait(10_000, 3_600_000))
        }
    }
}
