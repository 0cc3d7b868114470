import NetworkSetup

extension NetworkWish {
    /// What the fields of a network form say; nil where there is none of them.
    ///
    /// A form without the choice of addresses is that of a link which is set by the computer: it leaves the link alone.
    init?(_ fields: FormFields, kind: LinkKind) {
        guard let mode = fields[.proxy] else { return nil }
        self.init()
        if let addressing = fields[.addressing] {
            var link = LinkWish(kind, addressing: addressing)
            link.address = fields[.address] ?? ""
            link.prefix = fields[.prefix] ?? ""
            link.gateway = fields[.gateway] ?? ""
            link.nameServers = fields[.nameServers] ?? ""
            link.networkName = fields[.networkName] ?? ""
            link.band = fields[.band] ?? link.band
            link.security = fields[.security] ?? link.security
            link.passphrase = Secret(fields[.passphrase] ?? "")
            link.method = fields[.method] ?? link.method
            link.identity = fields[.identity] ?? ""
            link.password = Secret(fields[.password] ?? "")
            link.authority = fields[.authority] ?? ""
            self.link = link
        }
        var proxy = ProxyWish(mode: mode)
        proxy.host = fields[.host] ?? ""
        proxy.port = fields[.port] ?? ""
        proxy.authenticates = fields[.authentication] == "yes"
        proxy.user = fields[.user] ?? ""
        proxy.password = Secret(fields[.proxyPassword] ?? "")
        self.proxy = proxy
    }
}

extension FormFields {
    fileprivate subscript(field: NetworkField) -> String? { self[field.rawValue] }
}
