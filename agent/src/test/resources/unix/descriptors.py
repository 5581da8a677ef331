"""Passes open files amid a stream and reports what arrived where.

    descriptors.py serve PATH     reports each case in a line, then ends
    descriptors.py send PATH

The receiver takes what was sent before an open file by recv, which has no room for descriptors, and then asks for it.
"""

import array
import os
import random
import socket
import sys

ROUNDS = 200


def exactly(connection, size):
    data = connection.recv(size, socket.MSG_WAITALL)
    if len(data) != size:
        raise SystemExit(f"only {len(data)} of {size} bytes came")
    return data


def file_with(text):
    descriptor = os.memfd_create("passed")
    os.write(descriptor, text.encode())
    return descriptor


def send_with(connection, data, texts):
    descriptors = [file_with(text) for text in texts]
    sent = socket.send_fds(connection, [data], descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    if sent < len(data):
        connection.sendall(data[sent:])


def receive_with(connection, size, most=300):
    """The bytes of one read and what the files that came with it hold."""
    room = socket.CMSG_SPACE(4 * most)
    data, control, flags, _ = connection.recvmsg(size, room, socket.MSG_CMSG_CLOEXEC)
    numbers = array.array("i")
    for _, _, more in control:
        numbers.frombytes(more)
    texts = []
    for descriptor in numbers:
        if os.get_inheritable(descriptor):
            raise SystemExit("a descriptor that would be inherited")
        texts.append(os.pread(descriptor, 100, 0).decode())
        os.close(descriptor)
    if flags & socket.MSG_CTRUNC:
        texts.append("cut off")
    return data, texts


def amid_send(connection):
    for number in range(ROUNDS):
        connection.sendall(b"sent before %d." % (1000 + number))
        send_with(connection, b"with it", [f"file {number}"])
        exactly(connection, 1)


def amid_receive(connection):
    lost = 0
    for number in range(ROUNDS):
        exactly(connection, 17)
        lost += receive_with(connection, 7) != (b"with it", [f"file {number}"])
        connection.sendall(b".")
    return f"lost {lost} of {ROUNDS}"


def row_send(connection):
    for number in range(ROUNDS):
        connection.sendall(b"x" * 100)
        for each in "abc":
            send_with(connection, each.encode(), [f"{each}{number}"])
        connection.sendall(b"behind all")


def row_receive(connection):
    lost = 0
    for number in range(ROUNDS):
        exactly(connection, 100)
        for each in "abc":
            lost += receive_with(connection, 100) != (each.encode(), [f"{each}{number}"])
        exactly(connection, 10)
    return f"lost {lost} of {3 * ROUNDS}"


def many_send(connection):
    for first in (0, 253):
        connection.sendall(b"as many as one message takes: ")
        send_with(connection, b"!", [str(first + i) for i in range(253)])


def many_receive(connection):
    came = []
    for _ in (0, 253):
        exactly(connection, 30)
        came += receive_with(connection, 1)[1]
    return "all" if came == [str(i) for i in range(506)] else f"{len(came)}: {came}"


def large_send(connection):
    connection.sendall(b"b" * 30_000)
    send_with(connection, b"w" * 36_000, ["large"])
    connection.sendall(b"a" * 30_000)
    exactly(connection, 1)


def large_receive(connection):
    exactly(connection, 30_000)
    data, texts = receive_with(connection, 200_000)
    behind = exactly(connection, 30_000)
    connection.sendall(b".")
    return f"{len(data)} with {texts}, then {behind[:1]}"


def unread_send(connection):
    for _ in range(ROUNDS):
        send_with(connection, b"nobody wants the file", ["unwanted"])
    connection.shutdown(socket.SHUT_WR)
    exactly(connection, 1)


def unread_receive(connection):
    before = len(os.listdir("/proc/self/fd"))
    size = 0
    while data := connection.recv(1000):
        size += len(data)
    connection.sendall(b".")
    return f"{size} bytes, {len(os.listdir('/proc/self/fd')) - before} files more"


def plan():
    """Pieces of all sizes, of which some have files with them; both ends make the same one."""
    chance = random.Random(20)
    pieces = []
    for number in range(3000):
        size = int(2 ** chance.uniform(0, 16))
        files = chance.choice((0, 0, 0, 1, 2)) if size < 40_000 else 0
        pieces.append((bytes([number % 251]) * size, [f"{number}.{i}" for i in range(files)]))
    return pieces


def random_send(connection):
    for data, texts in plan():
        if texts:
            send_with(connection, data, texts)
        else:
            connection.sendall(data)


def random_receive(connection):
    wrong = 0
    for data, texts in plan():
        if texts:
            first, came = receive_with(connection, 1)
            wrong += came != texts
            data_came = first + (exactly(connection, len(data) - 1) if len(data) > 1 else b"")
        else:
            data_came = exactly(connection, len(data))
        wrong += data_came != data
    return f"wrong {wrong}"


CASES = {
    "amid": (amid_send, amid_receive),
    "back": (amid_receive, amid_send),
    "row": (row_send, row_receive),
    "many": (many_send, many_receive),
    "large": (large_send, large_receive),
    "unread": (unread_send, unread_receive),
    "random": (random_send, random_receive),
}


def main():
    role, path = sys.argv[1:]
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    if role == "serve":
        sock.bind(path)
        sock.listen()
    for name, (send, receive) in CASES.items():
        if role == "serve":
            with sock.accept()[0] as connection:
                print(name, receive(connection), flush=True)
        else:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.connect(path)
                print(name, send(connection), flush=True)
                connection.recv(1)  # its end


main()
