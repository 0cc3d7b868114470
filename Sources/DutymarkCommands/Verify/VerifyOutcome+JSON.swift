import DutyModel
import Exchanges
import Foundation
import PublishedKeys
import Signing

extension VerifyOutcome {
    /// What `verify --json` writes, as one line of JSON with sorted keys; described in `docs/verify.md`. Keys are never
    /// renamed or taken away within a format; one that has nothing to say is left out.
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

    private var answer: JSONObject {
        let remarks = (proven?.remarks ?? []).map { remark -> JSONObject in
            ["kind": remark.name, "since": remark.since.description, "message": remark.sentence]
        }
        let answer: JSONObject = [
            "format": "dutymark-verify-1", "verdict": verdictName,
            "stamp": proven.map { Self.json($0.stamp.record, $0.entry) }, "remarks": remarks,
            "failure": failure.map { ["code": $0.code, "message": $0.message, "remedy": $0.remedy] as JSONObject },
            "keyList": keyList.flatMap { loaded in age.map { Self.json(loaded, $0) } },
        ]
        return answer.withoutMissing
    }

    private var verdictName: String {
        switch finding {
        case .judged(.genuine): "genuine"
        case .judged(.genuineBut): "genuine_but"
        case .judged(.notProven): "not_proven"
        case .noKeyList: "no_key_list"
        }
    }

    private static func json(_ record: StampRecord, _ entry: KeyListEntry) -> JSONObject {
        [
            "valuePaise": record.value, "valueText": record.value.rupeeText, "time": record.time.description,
            "state": record.state, "instrument": record.article, "machine": entry.machine, "licence": entry.licence,
            "psdKey": record.psdKey, "itemNumber": record.counter,
        ]
    }

    private static func json(_ loaded: KeyListSource.Loaded, _ age: KeyListAge) -> JSONObject {
        let object: JSONObject = [
            "version": loaded.list.version, "issuedAt": loaded.list.issuedAt.description,
            "validUntil": loaded.list.validUntil?.description, "ageSeconds": age.seconds,
            "publisher": loaded.list.publisher, "publisherPinned": loaded.publisherPinned,
            "serviceRoot": loaded.root?.fingerprint, "demonstration": loaded.list.demonstration,
        ]
        return object.withoutMissing
    }
}
