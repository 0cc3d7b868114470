import DutyModel

extension ConnectivityGuide {
    /// The whole guide as JSON, version 1 of the form in `docs/guide.md`: keys sorted, two blanks of
    /// indentation, a new line at the end; the same guide always gives the same bytes.
    public func jsonText() throws(DutyFailure) -> String {
        try json.text(failing: "The guide \(name) could not be written as JSON.")
    }

    private var json: JSONObject {
        [
            "name": name, "title": title, "formatVersion": Self.formatVersion, "services": services,
            "endpoints": endpoints.map(\.json), "urlForms": urlForms, "portRules": portRules.map(\.json),
            "addressRanges": addressRanges.map(\.json),
            "site": ["bandwidth": bandwidth, "wireless": wireless, "proxy": proxy] as JSONObject, "facts": facts,
        ]
    }
}

extension GuideEndpoint {
    fileprivate var json: JSONObject {
        [
            "host": host, "port": portNumber, "transport": transport, "protocol": speaks, "service": service,
            "role": role, "level": level, "path": path, "purpose": purpose, "tlsPort": tlsPort, "timePort": timePort,
            "note": note, "source": source,
        ]
    }
}

extension GuidePortRule {
    fileprivate var json: JSONObject {
        ["port": port, "transports": transports, "protocol": speaks, "purpose": purpose, "source": source]
    }
}

extension GuideAddressRange {
    fileprivate var json: JSONObject {
        [
            "range": range, "first": range.first, "last": range.last, "purpose": purpose, "part": part,
            "source": source,
        ]
    }
}
