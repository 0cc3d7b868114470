/// The files into which the keeper of the lab's site puts rules of his own, and the script that loads them.
///
/// Each stands where such rules stand on a real site: inside the chains that drop or redirect, before `http_access` and
/// `ssl_bump`, beside the name server's own lines. The faults stay; what the keeper allows is asked first.
enum SiteRuleFiles {
    /// What every chain of the router's firewall includes; nothing where no file is there.
    static let firewall = "\(LabHub.folder)/router/firewall.d/*.nft"
    /// Tables of the keeper's own beside the router's, which can only deny more.
    static let tables = "\(LabHub.folder)/router/tables.d/*.nft"
    /// What the router's name server reads beside its own lines.
    static let names = "\(LabHub.folder)/router/dnsmasq.d/site.conf"
    /// What a squid with this folder includes.
    static func squid(_ folder: String) -> String { "\(folder)/conf.d/site.conf" }

    /// The files that must be there, by their names in the lab's folder.
    static let empty =
        ["router/firewall.d/site.nft", "router/tables.d/site.nft", "router/dnsmasq.d/site.conf"]
        + ["router", "proxy"].map { "\($0)/squid/conf.d/site.conf" }

    /// The script's name in the lab's folder.
    static let loader = "load-rules"

    /// The script, run by a program in the site; the numbers are those of the places' processes.
    static func loaderText(router: Int32, proxy: Int32) -> String {
        """
        #!/bin/sh
        # Loads rules into the firewall, the proxy or the name server of this site, as its keeper would.
        # usage: load-rules nftables|squid|dnsmasq FILE
        set -eu
        lab=\(LabHub.folder)
        at() { number=$1; shift; nsenter --target "$number" --net --mount -- "$@"; }
        # Waits up to ten seconds for something to hold.
        await() { tries=0; until "$@"; do tries=$((tries + 1)); [ "$tries" -lt 200 ] || return 1; sleep 0.05; done; }
        gone() { ! [ -e "/proc/$1/exe" ]; }
        case "$1" in
        nftables)
            folder=firewall.d
            if grep -q '^table ' -- "$2"; then folder=tables.d; fi
            cat -- "$2" > "$lab/router/$folder/site.nft"
            at \(router) nft -f "$lab/router/rules.nft"
            ;;
        dnsmasq)
            cat -- "$2" > "$lab/router/dnsmasq.d/site.conf"
            at \(router) dnsmasq --test -C "$lab/router/dnsmasq.conf"
            old=$(cat "$lab/\(dnsmasqNumber)")
            kill "$old"
            await gone "$old"
            at \(router) dnsmasq -C "$lab/router/dnsmasq.conf"
            ;;
        squid)
            place=router number=\(router)
            if [ -s "$lab/proxy/squid/squid.pid" ]; then place=proxy number=\(proxy); fi
            cat -- "$2" > "$lab/$place/squid/conf.d/site.conf"
            squid() { at "$number" squid -n "$place" -f "$lab/$place/squid/squid.conf" "$@"; }
            squid -k parse
            started() { [ "$(grep -c 'Accepting' "$lab/$place/squid/cache.log")" -gt "$1" ]; }
            before=$(grep -c 'Accepting' "$lab/$place/squid/cache.log")
            squid -k reconfigure
            await started "$before"
            ;;
        *)
            echo "load-rules: nftables, squid or dnsmasq, and a file" >&2
            exit 64
            ;;
        esac

        """
    }

    /// Where the router's name server writes its process number, in the lab's folder.
    static let dnsmasqNumber = "router/dnsmasq.pid"
}
