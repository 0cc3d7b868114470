import DeviceSimulation
import DutyModel
import SecurityDevice

/// What is done to a machine's disk behind its back.
extension World {
    /// A sector rots, and the computer starts again.
    func damage(_ place: Int) -> Bool {
        guard machines[place].device != nil, !machines[place].isForked else { return false }
        machines[place].isDamaged = true
        crashBase(place, power: true)
        machines[place].disk.damageSector(random.below(1 << 20))
        return true
    }

    /// Somebody copies the disk, and runs the copy in another machine.
    func cloneMachine(_ place: Int) -> Bool {
        guard machines.count < 6, machines[place].device != nil, let key = machines[place].known.psdKey else {
            return false
        }
        let copy = machines.count
        var machine = Machine(
            serial: machines[place].serial, disk: machines[place].disk.afterProcessEnd(), copyOf: place)
        machine.isForked = true
        machine.known = machines[place].known
        machine.tablet.newest = machines[place].tablet.newest
        machines.append(machine)
        machines[place].isForked = true
        truth.forked.insert(key.serial)
        note("machine \(copy) is a copy of machine \(place)")
        plan(.machineStarts(machine: copy, start: 0), in: wait(500, 5_000))
        return true
    }

    /// Somebody puts an old image of the whole disk back, and perhaps an old one of the tablet too.
    func rollBack(_ place: Int) -> Bool { rollBack(place, withTablet: random.oneIn(2)) }

    func rollBack(_ place: Int, withTablet: Bool) -> Bool {
        guard let old = machines[place].oldDisk, let key = machines[place].known.psdKey, machines[place].device != nil
        else {
            return false
        }
        machines[place].isForked = true
        truth.forked.insert(key.serial)
        machines[place].device = nil
        machines[place].start += 1
        machines[place].inFlight = nil
        machines[place].disk = old.afterProcessEnd()
        // The device forgets what it was told, and hears it again with the next answer.
        machines[place].standingHeard = nil
        if withTablet {
            machines[place].tablet.newest = nil
            crashTablet(place)
        }
        note("the disk of machine \(place) is put back")
        plan(.machineStarts(machine: place, start: machines[place].start), in: wait(500, 5_000))
        return true
    }

    /// Keeps an image that might be put back one day.
    func keepImage(_ place: Int) {
        guard machines[place].device != nil else { return }
        machines[place].oldDisk = machines[place].disk.afterProcessEnd()
    }

    /// A machine whose device is of no use any more gets a new one.
    func replaceDevice(_ place: Int) {
        note("machine \(place) gets a new device")
        var machine = Machine(serial: office.nextSerial, disk: SimulatedDisk(seed: random.next()))
        office.nextSerial += 1
        machine.start = machines[place].start + 1
        machine.tablet.turn = machines[place].tablet.turn + 1
        machine.tablet.lastExchange = machines[place].tablet.lastExchange
        machine.clock = machines[place].clock
        let old = machines[place].known.psdKey
        machines[place] = machine
        manufacture(place)
        office.replaced[place] = old
        waitFor(place, .duty, wait(500, 2_000))
    }
}
