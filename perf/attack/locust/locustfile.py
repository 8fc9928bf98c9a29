"""The plan of perf/attack/run for Locust: users at a constant pace, as many as the rate of the moment asks for.

Each user knows when its next request is due. What it sends later than that is measured from when it was due, and
what it could not send at all is dropped, so that a slow service cannot hide behind users that wait for it.
"""

import base64
import json
import math
import os
import random
import re
import time
from collections import Counter
from urllib.parse import urlsplit

import gevent
import locust.runners
from gevent import socket
from locust import LoadTestShape, User, constant_throughput, events, task
from locust.contrib.fasthttp import FastHttpUser
from locust.runners import MasterRunner

with open(os.environ["ATTACK_PLAN"], encoding="utf-8") as file:
    PLAN = json.load(file)

STEPS = PLAN["steps"]
EXPECT = set(PLAN["expect"])
LATE = PLAN["late_after_millis"] / 1000
TIMEOUT = PLAN["timeout_millis"] / 1000
ACCEPTED = re.compile(rb'"accepted":(\d+)')
MICROS = 1_000_000
# A user of each worker sends so often; slower ones make the rate finer and need more users.
PACE = min(10.0, max(0.2, min(min(step["rate"], step["end_rate"]) for step in STEPS) / 10))

# Debian's package has lost its version, and a master turns workers without one away as too old.
locust.runners.__version__ = locust.runners.__version__ or "2"


def targets():
    with open(PLAN["targets"], encoding="utf-8") as lines:
        for line in lines:
            target = json.loads(line)
            yield (
                target["method"],
                target["url"],
                {name: values[0] for name, values in target.get("header", {}).items()},
                base64.b64decode(target["body"]) if "body" in target else None,
            )


class Requests:
    """Hands out the requests in turn."""

    def __init__(self):
        self.all = list(targets())
        self.next = PLAN["offset"]

    def take(self):
        self.next = (self.next + 1) % len(self.all)
        return self.all[self.next]


class Tally:
    """What became of the requests of one step."""

    def __init__(self, step):
        self.planned = round((step["rate"] + step["end_rate"]) / 2 * step["seconds"])
        self.sent = self.as_expected = self.late = self.accepted = self.unanswered = 0
        self.unexpected, self.errors, self.latencies = Counter(), Counter(), Counter()

    def add(self, due, sent, answered, answer):
        self.sent += 1
        self.late += sent - due > LATE
        if answer.status_code == 0:
            self.errors[type(answer.error).__name__] += 1
            self.unanswered += 1
            return
        self.latencies[max(0, round((answered - due) * MICROS))] += 1
        if answer.status_code in EXPECT:
            self.as_expected += 1
            said = ACCEPTED.search(answer.content or b"")
            self.accepted += int(said.group(1)) if said else 0
        else:
            self.unexpected[str(answer.status_code)] += 1

    def written(self):
        # Users begin and end in the course of a second, which may cost two requests in a hundred.
        return {
            "planned": self.planned,
            "sent": self.sent,
            "as_expected": self.as_expected,
            "unexpected": self.unexpected,
            "errors": self.errors,
            "late": self.late,
            "dropped": max(0, math.floor(self.planned * 0.98) - self.sent),
            "accepted": self.accepted,
            "unanswered": self.unanswered,
            "latencies": sorted(self.latencies.items()),
        }


TALLIES = [Tally(step) for step in STEPS]
STARTED = time.monotonic()


def step_at(seconds):
    """The number of the step at so many seconds, and how far into it they are; None behind the last."""
    for number, step in enumerate(STEPS):
        if seconds < step["seconds"]:
            return number, seconds
        seconds -= step["seconds"]
    return None


@events.init.add_listener
def load(environment, **_):
    if isinstance(environment.runner, MasterRunner):
        # All generators begin at the same moment, on whatever machine; the workers connect meanwhile.
        gevent.sleep(max(0, PLAN["start_at_millis"] / 1000 - time.time()))
    else:
        environment.requests = Requests()


@events.test_start.add_listener
def start(environment, **_):
    global STARTED
    STARTED = time.monotonic()


@events.quitting.add_listener
def write(environment, **_):
    if isinstance(environment.runner, MasterRunner):
        return
    for number, tally in enumerate(TALLIES):
        path = os.path.join(PLAN["directory"], f"tally-{number:02d}.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(tally.written(), file)


class Rates(LoadTestShape):
    """So many users as send at the rate of the moment, on all workers together."""

    def tick(self):
        place = step_at(self.get_run_time())
        if place is None:
            return None
        number, into = place
        step = STEPS[number]
        rate = step["rate"] + (step["end_rate"] - step["rate"]) * into / step["seconds"]
        slow = PLAN["slow_bodies"] * PLAN["generators"]
        users = math.ceil(rate * PLAN["generators"] / PACE) + slow
        return users, max(users, 100)


class Visitor(FastHttpUser):
    """Sends at its pace. constant_throughput() would let what a slow answer held up be forgotten; here it is made up
    for, late, so that it counts."""

    connection_timeout = network_timeout = TIMEOUT
    insecure = True

    def on_start(self):
        # They do not all begin at the same moment of their pace.
        self.due = time.monotonic() + random.random() / PACE
        gevent.sleep(self.wait_time())

    def wait_time(self):
        return max(0, self.due - time.monotonic())

    @task
    def visit(self):
        place = step_at(time.monotonic() - STARTED)
        if place is None:
            # The last step is over, and nobody would count this request.
            gevent.sleep(1)
            return
        method, url, headers, body = self.environment.requests.take()
        sent = time.monotonic()
        with self.client.request(
            method, url, headers=headers, data=body, name=method, catch_response=True, allow_redirects=False
        ) as answer:
            answered = time.monotonic()
            TALLIES[place[0]].add(self.due, sent, answered, answer)
            if answer.status_code in EXPECT:
                answer.success()
            else:
                answer.failure(f"status {answer.status_code}")
        self.due += 1 / PACE


class SlowSender(User):
    """Sends a body byte by byte and looks that the service lives with it: any answer but a 5xx, or none."""

    abstract = PLAN["slow_bodies"] == 0
    fixed_count = PLAN["slow_bodies"] * PLAN["generators"]
    wait_time = constant_throughput(1)

    @task
    def crawl(self):
        place = step_at(time.monotonic() - STARTED)
        address = urlsplit(PLAN["target"])
        with socket.create_connection((address.hostname, address.port or 80), timeout=TIMEOUT) as connection:
            connection.sendall(
                f"POST /events HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
                "Content-Length: 1000\r\n\r\n{".encode()
            )
            status = self.answer(connection)
        if place is not None and status is not None and status >= 500:
            TALLIES[place[0]].unexpected[str(status)] += 1

    def answer(self, connection):
        """The status, or None where the service closed the connection or the attack is over."""
        connection.settimeout(1)
        while step_at(time.monotonic() - STARTED) is not None:
            try:
                said = connection.recv(4096)
                return int(said.split(b" ", 2)[1]) if said else None
            except socket.timeout:
                try:
                    connection.sendall(b" ")
                except OSError:
                    return None
            except OSError:
                return None
        return None
