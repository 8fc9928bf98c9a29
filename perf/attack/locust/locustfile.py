"""Users at a constant pace, as many as the rate of the moment asks for. Started by perf/attack/run.

A slow service holds its users up, which Locust does not count as latency; so a rate that is not reached is a miss.
"""

import itertools
import math
import os
import re
import time

import gevent
from gevent import socket
from locust import LoadTestShape, User, constant_throughput, events, task
from locust.contrib.fasthttp import FastHttpUser
from urllib.parse import urlsplit

RATE = float(os.environ["ATTACK_RATE"])
SECONDS = float(os.environ["ATTACK_SECONDS"])
LOADS = [float(load) for load in os.environ["ATTACK_STEPS"].split(",")]
EXPECT = {int(status) for status in os.environ["ATTACK_EXPECT"].split(",")}
IS_ABUSE = os.environ["ATTACK_SCENARIO"] == "abuse"
TIMEOUT = 10
SLOW_SENDERS = 20
ACCEPTED = re.compile(rb'"accepted":(\d+)')
# Requests a second of one user; a lower value makes the rate finer and needs more users.
PACE = min(10.0, max(0.2, RATE * min(LOADS) / 10))

with open(os.environ["ATTACK_REQUESTS"], encoding="utf-8") as lines:
    REQUESTS = itertools.cycle([line.rstrip("\n").split("\t") for line in lines])
accepted = 0


class Rates(LoadTestShape):
    """So many users as send at the rate of the moment."""

    def tick(self):
        step = math.floor(self.get_run_time() / SECONDS * len(LOADS))
        if step >= len(LOADS):
            return None
        users = math.ceil(RATE * LOADS[step] / PACE) + (SLOW_SENDERS if IS_ABUSE else 0)
        return users, max(users, 100)


class Visitor(FastHttpUser):
    connection_timeout = network_timeout = TIMEOUT
    wait_time = constant_throughput(PACE)

    @task
    def send(self):
        global accepted
        method, path, content_type, body = next(REQUESTS)
        headers = {"Content-Type": content_type} if content_type else {}
        with self.client.request(
            method,
            path,
            headers=headers,
            data=body or None,
            name=path.partition("?")[0],
            catch_response=True,
            allow_redirects=False,
        ) as answer:
            if answer.status_code not in EXPECT:
                answer.failure(f"status {answer.status_code}")
                return
            answer.success()
            said = ACCEPTED.search(answer.content or b"") if answer.status_code == 202 else None
            accepted += int(said.group(1)) if said else 0


class SlowSender(User):
    """Sends a body byte by byte and looks that the service lives with it: any answer but a 5xx, or none."""

    abstract = not IS_ABUSE
    fixed_count = SLOW_SENDERS
    wait_time = constant_throughput(1)

    @task
    def crawl(self):
        address = urlsplit(self.host)
        start = time.perf_counter()
        with socket.create_connection((address.hostname, address.port or 80), timeout=TIMEOUT) as connection:
            connection.sendall(
                f"POST /events HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
                "Content-Length: 1000\r\n\r\n{".encode()
            )
            status = self.answer(connection)
        if status is not None and status >= 500:
            self.environment.events.request.fire(
                request_type="POST",
                name="/events, slowly",
                response_time=(time.perf_counter() - start) * 1000,
                response_length=0,
                exception=RuntimeError(f"status {status}"),
                context={},
            )

    def answer(self, connection):
        """The status, or None where the service closed the connection."""
        connection.settimeout(1)
        while True:
            try:
                said = connection.recv(4096)
                return int(said.split(b" ", 2)[1]) if said else None
            except socket.timeout:
                try:
                    connection.sendall(b" ")
                except OSError:
                    return None


@events.quitting.add_listener
def judge(environment, **_):
    total = environment.stats.total
    planned = RATE * sum(LOADS) / len(LOADS) * SECONDS
    # Users start and stop over a second, which may cost two requests in a hundred.
    missed = [
        f"{what}: {found:,.3f}, wanted {wanted}"
        for what, found, wanted, is_met in (
            ("requests", total.num_requests, f"at least {0.98 * planned:,.0f}", total.num_requests >= 0.98 * planned),
            ("share of errors", total.fail_ratio, os.environ["ATTACK_ERRORS"], total.fail_ratio <= float(os.environ["ATTACK_ERRORS"])),
            *(
                (f"p{percent} ms", total.get_response_time_percentile(percent / 100) or 0, os.environ[f"ATTACK_P{percent}"],
                 (total.get_response_time_percentile(percent / 100) or 0) <= float(os.environ[f"ATTACK_P{percent}"]))
                for percent in (50, 99)
            ),
        )
        if not is_met
    ]
    for sentence in missed:
        print("MISSED", sentence)
    with open(os.environ["ATTACK_ACCEPTED"], "w", encoding="utf-8") as file:
        file.write(f"{accepted}\n")
    environment.process_exit_code = 1 if missed else 0
