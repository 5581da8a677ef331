"""Programs that know nothing of a tap: a server that breaks off, and a client that writes on until it is refused.

serve close|reset    prints "port N"; takes connections and closes or resets each at once
count PORT TIMES     prints how many writes were taken on each connection, 20 ms apart
"""

import socket
import struct
import sys
import time

MOST = 200


def serve(how):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("port", listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            if how == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()


def count(port):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for taken in range(MOST):
            time.sleep(0.02)
            try:
                connection.send(b"x")
            except OSError:
                return taken
    return MOST


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    for _ in range(int(sys.argv[3])):
        print(count(int(sys.argv[2])), flush=True)
