"""A mail server for the tests: it keeps what it takes in a folder for each address, and refuses on demand.

`tillfalligt...` is told 451 twice before it is taken, `borta...` is told 550 always.
"""

import asyncio
import collections
import pathlib
import sys
import uuid

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.tries = collections.Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries[address] += 1
        if address.startswith("borta"):
            return f"550 5.1.1 <{address}>: no such user here"
        if address.startswith("tillfalligt") and self.tries[address] <= 2:
            return f"451 4.3.0 <{address}>: try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        for address in envelope.rcpt_tos:
            box = self.folder / address
            box.mkdir(parents=True, exist_ok=True)
            (box / f"{uuid.uuid4().hex}.eml").write_bytes(envelope.content)
        return "250 OK"


async def main():
    keeper = Keeper(sys.argv[1])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    await server.serve_forever()


asyncio.run(main())
