"""Programs that know nothing of a tap: one passes more open files over a Unix socket than the other takes at once.

serve PATH    takes one connection, reads nothing for a second, then all; prints how many files came and how many were wrong
send PATH     passes 600 files, two with each of 300 bytes, few of them at once
"""

import array
import os
import socket
import sys
import tempfile
import time

MESSAGES = 300


def file_with(text):
    file = tempfile.TemporaryFile()
    file.write(text)
    file.flush()
    return file


def send(path):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        connection.connect(path)
        for number in range(MESSAGES):
            with file_with(b"%d" % number) as one, file_with(b"%d!" % number) as other:
                socket.send_fds(connection, [b"x"], [one.fileno(), other.fileno()])


def serve(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        connection, _ = listener.accept()
        time.sleep(1)
        files = wrong = number = 0
        while True:
            data, ancillary, _, _ = connection.recvmsg(100, 4096)
            if not data:
                break
            passed = array.array("i")
            for _, _, content in ancillary:
                passed.frombytes(content)
            for place, descriptor in enumerate(passed):
                if os.pread(descriptor, 20, 0) != (b"%d" % number) + b"!" * place:
                    wrong += 1
                os.close(descriptor)
            files += len(passed)
            number += 1
        print("files", files, "wrong", wrong, flush=True)


(serve if sys.argv[1] == "serve" else send)(sys.argv[2])
