/// The configurations of squid, on the router and as the site's proxy.
struct SquidText {
    /// The folder of this squid's files.
    let folder: String
    /// The roots by which it judges servers.
    let roots: String
    /// Whom it asks for names.
    let nameServer: String

    /// The program that checks passwords.
    private static let passwordChecker = "/usr/lib/squid/basic_ncsa_auth"
    /// The program that makes certificates.
    static let certificateMaker = "/usr/lib/squid/security_file_certgen"

    /// The site's proxy: CONNECT, with a password or without.
    func proxy(_ service: ProxyService) -> String {
        var lines = common + ["http_port \(service.port)"]
        if !service.connectPorts.isEmpty {
            // The names are those of the configuration that squid comes with.
            let ports = service.connectPorts.map(String.init).joined(separator: " ")
            lines += ["acl SSL_ports port \(ports)", "http_access deny CONNECT !SSL_ports"]
        }
        if !service.deniedHosts.isEmpty {
            let hosts = service.deniedHosts.joined(separator: " ")
            lines += ["acl denied dstdomain \(hosts)", "http_access deny CONNECT denied"]
        }
        if service.user != nil {
            lines += [
                "auth_param basic program \(Self.passwordChecker) \(folder)/passwords",
                "auth_param basic realm Site proxy", "auth_param basic children 2 startup=1 idle=1",
                "acl known proxy_auth REQUIRED", "http_access deny !known",
            ]
        }
        return text(lines + ["http_access allow all"])
    }

    /// On the router, between those who asked for something else.
    func router(_ interception: Interception, filterPage: String) -> String {
        var lines = common + ["http_port \(LabPorts.squidOpen)"]
        if interception.needsPlain { lines.append("http_port \(LabPorts.squidPlain) intercept") }
        if interception.squidNeedsTLS { lines += tls(interception) }
        for (number, filter) in interception.blocked.enumerated() {
            lines.append("acl blocked\(number) dstdomain \(filter.hosts.joined(separator: " "))")
            let page = filter.answer == .redirect ? "302:" + filterPage : "403:ERR_WEB_FILTER"
            lines.append("deny_info \(page) blocked\(number)")
            lines.append("http_access deny blocked\(number)")
        }
        return text(lines + ["http_access allow all"])
    }

    private func tls(_ interception: Interception) -> [String] {
        var lines = [
            "https_port \(LabPorts.squidTLS) intercept ssl-bump cert=\(folder)/authority.pem "
                + "generate-host-certificates=on dynamic_cert_mem_cache_size=4MB",
            "sslcrtd_program \(Self.certificateMaker) -s \(folder)/certificates -M 4MB",
            "sslcrtd_children 4 startup=2 idle=1",
            "tls_outgoing_options cafile=\(roots)",
            "acl hello at_step SslBump1", "ssl_bump peek hello",
        ]
        for (number, filter) in interception.nameFilters.enumerated() {
            lines.append("acl names\(number) ssl::server_name \(filter.hosts.joined(separator: " "))")
            lines.append("ssl_bump terminate \(filter.ends == .others ? "!" : "")names\(number)")
        }
        guard let inspection = interception.inspection, inspection.program == .squid else {
            return lines + ["ssl_bump splice all"]
        }
        if !inspection.exempt.isEmpty {
            lines.append("acl exempt ssl::server_name \(inspection.exempt.joined(separator: " "))")
            lines.append("ssl_bump splice exempt")
        }
        return lines + ["ssl_bump bump all"]
    }

    private var common: [String] {
        [
            "visible_hostname proxy.site.invalid", "pid_filename \(folder)/squid.pid", "access_log none",
            "cache_log \(folder)/cache.log", "coredump_dir \(folder)", "cache deny all", "cache_mem 8 MB",
            "dns_nameservers \(nameServer)", "shutdown_lifetime 0 seconds", "error_directory \(folder)/errors",
            "connect_timeout 4 seconds", "forward_max_tries 4", "max_filedescriptors 1024", "netdb_filename none",
            // The keeper's own lines come before all that is denied, ended or inspected.
            "include \(SiteRuleFiles.squid(folder))",
        ]
    }

    private func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }
}
