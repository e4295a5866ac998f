"""TLS between hosts by stunnel: Unix sockets at both ends, certificates checked at both ends."""
import pathlib

from world import Host, eventually, run

OPTIONS = """foreground = yes
pid =
debug = notice
sslVersionMin = TLSv1.3
cert = {own}.pem
key = {own}.key
CAfile = {authority}.pem
verifyChain = yes
TIMEOUTconnect = 2
socket = l:SO_KEEPALIVE=1
socket = r:SO_KEEPALIVE=1
socket = r:TCP_KEEPIDLE=5
socket = r:TCP_KEEPINTVL=2
socket = r:TCP_KEEPCNT=3
"""


def authority(folder: pathlib.Path) -> pathlib.Path:
    """A certificate authority of the shop's own, in `folder`."""
    name = folder / "authority"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 3650,
        "-subj", "/CN=iFashion hosts", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    return name


def certificate(authority: pathlib.Path, host: str) -> pathlib.Path:
    """A key and a certificate for `host`, signed by `authority`."""
    name = authority.parent / host
    run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}",
        "-addext", f"subjectAltName=DNS:{host}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
    run("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key",
        "-CAcreateserial", "-days", 825, "-copy_extensions", "copy", "-out", f"{name}.pem")
    return name


def serve(host: Host, authority: pathlib.Path, own: pathlib.Path, sockets: dict[int, pathlib.Path]) -> None:
    """Opens the sockets of `host` to those that have a certificate of the authority: port to socket."""
    text = OPTIONS.format(own=own, authority=authority)
    for port, socket in sockets.items():
        text += f"[{port}]\naccept = {host.address}:{port}\nconnect = {socket}\n"
    start(host, "tunnel-server", text)


def reach(host: Host, authority: pathlib.Path, own: pathlib.Path, server: Host, name: str, ports: dict[str, int]) -> dict[str, pathlib.Path]:
    """Gives `host` sockets that lead to `server`, which must show a certificate for `name`: socket's name to port."""
    text = OPTIONS.format(own=own, authority=authority)
    sockets = {socket: host.folder / f"{socket}.sock" for socket in ports}
    for socket, port in ports.items():
        text += f"[{socket}]\nclient = yes\naccept = {sockets[socket]}\nconnect = {server.address}:{port}\ncheckHost = {name}\n"
    start(host, "tunnel-client", text)
    return sockets


def start(host: Host, name: str, text: str) -> None:
    configuration = host.folder / f"{name}.conf"
    configuration.write_text(text)
    host.start(name, "stunnel4", configuration)
    eventually(name, lambda: "Configuration successful" in host.log(name))
