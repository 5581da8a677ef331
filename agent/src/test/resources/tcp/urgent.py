"""Sends urgent bytes (MSG_OOB) amid a TCP stream and reports what arrived how.

    urgent.py serve         prints the port, reports each case in a line, then ends
    urgent.py send PORT
"""

import array
import fcntl
import os
import select
import signal
import socket
import sys

ROUNDS = 100
SIOCATMARK = 0x8905
SIGNALS = []


def exactly(connection, size):
    data = connection.recv(size, socket.MSG_WAITALL)
    if len(data) != size:
        raise SystemExit(f"only {len(data)} of {size} bytes came")
    return data


def await_urgent(connection):
    poll = select.poll()
    poll.register(connection, select.POLLPRI)
    if not poll.poll(60_000):
        raise SystemExit("no urgent byte came within a minute")


def at_mark(connection):
    mark = array.array("i", [0])
    fcntl.ioctl(connection, SIOCATMARK, mark)
    return mark[0] != 0


def up_to_mark(connection):
    data = b""
    while not at_mark(connection):
        data += exactly(connection, 1)
    return data


def send_rounds(connection):
    for number in range(ROUNDS):
        connection.sendall(b"before %d" % (100 + number))
        connection.send(b"!", socket.MSG_OOB)
        connection.sendall(b"behind")
        exactly(connection, 1)


def inline(connection):
    """Takes the urgent byte from its place."""
    wrong = 0
    for number in range(ROUNDS):
        await_urgent(connection)
        wrong += up_to_mark(connection) != b"before %d" % (100 + number)
        wrong += exactly(connection, 7) != b"!behind"
        connection.sendall(b".")
    return f"wrong {wrong}"


def apart(connection):
    """Takes the urgent byte as soon as it is there, and the others later."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 0)
    wrong = 0
    for number in range(ROUNDS):
        await_urgent(connection)
        wrong += connection.recv(1, socket.MSG_OOB) != b"!"
        wrong += up_to_mark(connection) != b"before %d" % (100 + number)
        wrong += exactly(connection, 6) != b"behind"
        connection.sendall(b".")
    return f"wrong {wrong}"


def signalled(connection):
    """Is told by SIGURG."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 0)
    SIGNALS.clear()
    fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    connection.sendall(b".")
    connection.recv(1)  # waits in a read, as programs do
    return f"signals {len(SIGNALS)}"


def send_signal(connection):
    exactly(connection, 1)
    connection.send(b"!", socket.MSG_OOB)
    connection.sendall(b"x")


def last(connection):
    """The end comes right behind it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 0)
    await_urgent(connection)
    byte = connection.recv(1, socket.MSG_OOB)
    return f"{byte} after {up_to_mark(connection)}, then {connection.recv(1)}"


def send_last(connection):
    connection.sendall(b"all")
    connection.send(b"!", socket.MSG_OOB)
    connection.shutdown(socket.SHUT_WR)


def row(connection):
    """Only the newest is urgent; none is lost."""
    data = b""
    while more := connection.recv(1000):
        data += more
    return f"{data}"


def send_row(connection):
    for each in (b"a", b"b", b"cd", b"e"):
        connection.send(each, socket.MSG_OOB)
    connection.sendall(b"f")
    connection.send(b"gh", socket.MSG_OOB)
    connection.shutdown(socket.SHUT_WR)


CASES = {
    "inline": (send_rounds, inline),
    "apart": (send_rounds, apart),
    "back": (apart, send_rounds),
    "signal": (send_signal, signalled),
    "last": (send_last, last),
    "row": (send_row, row),
}


def main():
    signal.signal(signal.SIGURG, lambda *_: SIGNALS.append(1))
    serves = sys.argv[1] == "serve"
    if serves:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)  # connections take it over
        print("port", listener.getsockname()[1], flush=True)
    for name, (send, receive) in CASES.items():
        if serves:
            with listener.accept()[0] as connection:
                print(name, receive(connection), flush=True)
        else:
            with socket.create_connection(("127.0.0.1", int(sys.argv[2]))) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                print(name, send(connection), flush=True)
                connection.recv(1)  # its end


main()
