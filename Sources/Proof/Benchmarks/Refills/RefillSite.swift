import BackEnd
import ConnectivityGuide
import Crypto
import DutyModel
import Exchanges
import Foundation
import NIOCore
import ProgramRunning

/// A machine of the load: who it is, and the device that it holds.
struct LoadMachine: Sendable {
    let serial: MachineSerial
    let connection: MachineConnection
    var device: LightDevice
}

/// A data folder with many enrolled machines and money for them, on which `dutymark backend serve` can be started.
struct RefillSite {
    let dataFolder: URL
    let distributor: ServiceLocation
    let machines: [LoadMachine]

    /// Makes the folder by one start of `dutymark up`, then enrols the machines as the operator does.
    init(program: URL, dataFolder: URL, machineCount: Int, group: any EventLoopGroup) async throws {
        self.dataFolder = dataFolder
        try stopCleanly(
            StartedProgram(program, ["up", "--data", dataFolder.path, "--port", String(try FreePort.find())]))
        let guide = try Self.guide(of: dataFolder)
        distributor = try Self.distributor(in: guide)
        // The services listen where the page does.
        let address = try guide.pageAddress()
        let backEnd = try await BackEndInstallation.open(folder: dataFolder.path + "/backend")
        let customer = try CustomerAccount("BENCH")
        try await backEnd.enrolment.openAccount(customer, name: "Benchmark", isDemonstration: true)
        try await backEnd.enrolment.deposit(.rupees(1_000_000_000), challan: "BENCH-1", customer: customer)
        var machines: [LoadMachine] = []
        for number in 1...machineCount {
            machines.append(
                try await Self.enrol(UInt32(number), of: customer, at: backEnd, reachedAt: address, group: group))
        }
        self.machines = machines
    }

    private static func enrol(
        _ number: UInt32, of customer: CustomerAccount, at backEnd: BackEndInstallation, reachedAt address: String,
        group: any EventLoopGroup
    ) async throws -> LoadMachine {
        let serial = try MachineSerial("BENCH-\(number)")
        let key = P256.Signing.PrivateKey()
        let certificate = try await backEnd.enrolment.enrolMachine(
            serial, customer: customer, publicKeyPEM: key.publicKey.pemRepresentation)
        let device = LightDevice(psdKey: PSDKeyID(serial: PSDSerial(900_000 + number), life: 1))
        _ = try await backEnd.enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: device.psdKey, publicKey: device.signer.publicKey, machine: serial,
                licence: try LicenceNumber("BENCH-MH-1"), state: try StateCode("MH")))
        let connection = try MachineConnection(
            rootPEM: try backEnd.authority.rootPEM, certificatePEM: certificate.pem, keyPEM: key.pemRepresentation,
            address: address, group: group)
        return LoadMachine(serial: serial, connection: connection, device: device)
    }

    /// The guide of this computer with the ports that the folder's first start picked.
    private static func guide(of dataFolder: URL) throws -> ConnectivityGuide {
        struct Book: Decodable { let ports: [String: UInt16] }
        let book = try JSONDecoder().decode(Book.self, from: Data(contentsOf: dataFolder.appending(path: "ports.json")))
        return try ConnectivityGuide.builtIn("local").resolved(ports: book.ports)
    }

    private static func distributor(in guide: ConnectivityGuide) throws -> ServiceLocation {
        let endpoint = try guide.endpoint(for: .distributor)
        guard let port = endpoint.portNumber, let path = endpoint.path else {
            throw BenchmarkFailure("the guide of this computer lacks the distributor")
        }
        return ServiceLocation(service: .distributor, host: endpoint.host.text, port: port, path: path)
    }
}
