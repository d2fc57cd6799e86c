"""Asks the operations port of this container whether the service is `live` or `ready`; exit code 1,
with its reasons, where it is not. Beside the packages, so that it starts in an instant."""

# ruff: noqa: INP001

import http.client
import os
import sys

TIMEOUT_S = 4


def main(question: str) -> int:
    port = int(os.environ["GOODWORD_OPERATIONS_PORT"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", f"/health/{question}")
        answer = connection.getresponse()
        print(answer.read().decode())
    except OSError as error:
        print(f"port {port} does not answer: {error}")
        return 1
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
