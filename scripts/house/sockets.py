"""One place for sockets: no target of the program opens a connection outwards but SiteNetwork and MachineLink.

The machine's allow list is asked where SiteNetwork opens a socket. A connection that is opened elsewhere would go past
it, past the proxy and past the names of failures, so each way to open one is looked for by its name.
"""

import re

from exceptions import Exceptions
from package import SwiftFile

# Who may, and why.
HOMES = {
    "SiteNetwork": "the machine's way to the network, and the doctor's",
    "MachineLink": "between the machine's two parts, and from a command to the running machine",
    "SiteLab": "plays the internet of a test inside namespaces of its own; it is no part of the machine",
    "Benchmarks": "plays many machines, and the peers that we are measured beside",
    "ProgramRunning": "looks for free loopback ports for tests and benchmarks",
}

WAYS = re.compile(
    r"(?<![\w.])(ClientBootstrap|DatagramBootstrap|NIORawSocketBootstrap|NIOPipeBootstrap|HTTPClient|AsyncHTTPClient|"
    r"URLSession|URLSessionConfiguration|FoundationNetworking|NSURLConnection|CFStreamCreatePairWithSocketToHost|"
    r"(?:Glibc\.)?(?:socket|connect|getaddrinfo|gethostbyname|res_query)(?=\s*\())(?!\w)"
)
# The doctor's own way, past the allow list; nothing of the machine may take it.
PROBES, PROBE = "DoctorProbes", re.compile(r"(?<![\w.])(ProbeSocket|ProbeDatagram)(?!\w)")
# A function of ours may have the name of one of C's.
DECLARED = re.compile(r"\bfunc\s+(\w+)")


def check(files: list[SwiftFile], exceptions: Exceptions) -> list[str]:
    problems = []
    for file in files:
        if file.target in HOMES:
            continue
        own = set(DECLARED.findall(file.text.code))
        for number, code in enumerate(file.text.code_lines, 1):
            if file.target != PROBES and (probe := PROBE.search(code)):
                problems.append(f"{file.path}:{number}: {probe[1]} is the doctor's; only {PROBES} may use it")
            for way in WAYS.findall(code):
                if way not in own and not exceptions.allow(file.path, way):
                    problems.append(
                        f"{file.path}:{number}: {way} opens a way outwards; only SiteNetwork (to the network) and "
                        f"MachineLink (between base and tablet) may, or {exceptions.path} with a reason"
                    )
    return problems
