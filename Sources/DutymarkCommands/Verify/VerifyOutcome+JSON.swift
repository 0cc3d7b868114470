import DutyModel
import Exchanges
import Foundation
import PublishedKeys
import Signing

/// What `verify --json` writes; described in `docs/verify.md`. Keys are never renamed or taken away within
/// a format.
struct VerifyReport: Encodable {
    struct Stamp: Encodable {
        let valuePaise: Paise
        let valueText: String
        let time: String
        let state: StateCode
        let instrument: Article
        let machine: MachineSerial
        let licence: LicenceNumber
        let psdKey: PSDKeyID
        let itemNumber: UInt32
    }

    struct Remark: Encodable {
        let kind: String
        let since: String
        let message: String
    }

    struct Failure: Encodable {
        let code: FailureCode
        let message: String
        let remedy: String
    }

    struct List: Encodable {
        let version: UInt64
        let issuedAt: String
        let validUntil: String?
        let ageSeconds: Int64
        let publisher: PublicKeyBytes
        let publisherPinned: Bool
        let serviceRoot: ContentHash?
        let demonstration: Bool
    }

    let format = "dutymark-verify-1"
    let verdict: String
    let stamp: Stamp?
    let remarks: [Remark]
    let failure: Failure?
    let keyList: List?
}

extension VerifyOutcome {
    /// The answer as one line of JSON with sorted keys.
    var json: String {
        get throws(DutyFailure) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            do {
                return String(decoding: try encoder.encode(answer), as: UTF8.self) + "\n"
            } catch {
                throw DutyFailure(.internalError, "The answer could not be written: \(ErrorWords.of(error)).")
            }
        }
    }

    private var answer: VerifyReport {
        VerifyReport(
            verdict: verdictName, stamp: proven.map { VerifyReport.Stamp($0.stamp.record, $0.entry) },
            remarks: (proven?.remarks ?? []).map { VerifyReport.Remark($0) },
            failure: failure.map { .init(code: $0.code, message: $0.message, remedy: $0.remedy) },
            keyList: keyList.flatMap { loaded in age.map { VerifyReport.List(loaded, $0) } })
    }

    private var verdictName: String {
        switch finding {
        case .judged(.genuine): "genuine"
        case .judged(.genuineBut): "genuine_but"
        case .judged(.notProven): "not_proven"
        case .noKeyList: "no_key_list"
        }
    }
}

extension VerifyReport.Stamp {
    fileprivate init(_ record: StampRecord, _ entry: KeyListEntry) {
        self.init(
            valuePaise: record.value, valueText: record.value.rupeeText, time: record.time.description,
            state: record.state, instrument: record.article, machine: entry.machine, licence: entry.licence,
            psdKey: record.psdKey, itemNumber: record.counter)
    }
}

extension VerifyReport.Remark {
    fileprivate init(_ remark: StampRemark) {
        self.init(kind: remark.name, since: remark.since.description, message: remark.sentence)
    }
}

extension VerifyReport.List {
    fileprivate init(_ loaded: KeyListSource.Loaded, _ age: KeyListAge) {
        self.init(
            version: loaded.list.version, issuedAt: loaded.list.issuedAt.description,
            validUntil: loaded.list.validUntil?.description, ageSeconds: age.seconds,
            publisher: loaded.list.publisher, publisherPinned: loaded.publisherPinned,
            serviceRoot: loaded.root?.fingerprint, demonstration: loaded.list.demonstration)
    }
}
