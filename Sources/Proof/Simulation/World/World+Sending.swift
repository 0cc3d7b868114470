extension World {
    /// Sends a letter, with what the network does to it.
    func send(_ letter: Letter, from: Node, to: Node, exchange: UInt32 = 0) {
        let parcel = Parcel(from: from, to: to, exchange: exchange, box: Box(letter))
        var fault = network.planned[Int(from.number)]
        // What is to be held up is a question to a service.
        if case .hold = fault, to.number < 16 { fault = nil }
        // A link between tablet and base is one stream: it loses and delays, and doubles nothing.
        let isOnce = if case .command(let command) = letter { command.act != nil } else { false }
        if isOnce, case .duplicate = fault { fault = nil }
        if fault != nil {
            network.planned[Int(from.number)] = nil
        } else if !isHealing, !isScripted {
            fault = ambientFault(from: from, to: to)
            if isOnce, case .duplicate = fault { fault = nil }
        }
        switch fault {
        case .loss: return note("a parcel from \(from.number) to \(to.number) is lost")
        case .duplicate:
            post(parcel, after: wayTime(from, to))
            post(parcel, after: wayTime(from, to) + wait(0, 4_000))
        case .hold:
            note("a parcel from \(from.number) to \(to.number) is held up")
            network.held.append(parcel)
        case .delay: post(parcel, after: random.oneIn(2) ? wait(1_000, 90_000) : wait(600_000, 14_400_000))
        case nil: post(parcel, after: wayTime(from, to))
        }
    }

    /// What was held up goes on.
    func releaseHeld() {
        for parcel in network.held { post(parcel, after: wayTime(parcel.from, parcel.to)) }
        network.held = []
    }

    private func post(_ parcel: Parcel, after milliseconds: Int64) {
        plan(.deliver(network.store(parcel)), in: milliseconds)
    }

    /// Inside a machine little is lost; on the way to a site more.
    private func ambientFault(from: Node, to: Node) -> ParcelFault? {
        let isInside = from.number < 16 && to.number < 16
        switch random.below(isInside ? 800 : 120) {
        case 0: return .loss
        case 1: return .duplicate
        case 2: return .delay
        default: return nil
        }
    }

    private func wayTime(_ from: Node, _ to: Node) -> Int64 {
        switch (from.number < 16, to.number < 16) {
        case (true, true): wait(1, 3)
        case (false, false): wait(4, 12)
        default: wait(15, 110)
        }
    }
}
