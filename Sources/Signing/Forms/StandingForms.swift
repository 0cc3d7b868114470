import DutyModel

extension DeviceStanding {
    /// What the funds service signs (`dutymark.standing.v1`); the signature given here is not read.
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: .standing)
        form.append(text: psdKey.description)
        form.append(number: number.epoch)
        form.append(number: number.count)
        form.append(text: state.rawValue)
        form.append(text: reason?.rawValue ?? "")
        form.append(time)
        return form
    }

    /// The standing as signed answers name it.
    public var named: NamedStanding {
        NamedStanding(number: number, hash: ContentHash(sha256: signedForm.bytes + signature.bytes))
    }
}

extension CanonicalForm {
    /// Appends the standing that an answer names, as the last fields of the second version of its form; the first
    /// version, which names none, ends before them.
    mutating func append(_ standing: NamedStanding?) {
        guard let standing else { return }
        append(number: standing.number.epoch)
        append(number: standing.number.count)
        append(standing.hash.bytes)
    }
}
