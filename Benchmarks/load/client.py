"""A client that keeps at it, and the ledger of what it was told: every query that was accepted must come to an end."""
import hashlib
import http.client
import json
import threading
import time
import uuid
from collections import Counter

OVERALL = 120  # seconds after which an accepted query without an end is called lost


class Ledger:
    """What all clients were told. Shared by their threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.accepted, self.ended = {}, {}  # id: seconds; id: (seconds, state or code)
        self.batches, self.members = set(), set()  # ids of batches, and of the queries in them
        self.kept = {}  # id: digest of an answer that is left on the server until the end
        self.refusals, self.faults = Counter(), []

    def note(self, what):
        with self.lock:
            self.refusals[what] += 1

    def fault(self, sentence):
        """Something that must not be."""
        with self.lock:
            self.faults.append(sentence)
        print("FAULT:", sentence, flush=True)

    def accept(self, query, at=None):
        with self.lock:
            if query in self.accepted:
                self.faults.append(f"{query}: two submissions have one id")
            self.accepted[query] = at or time.monotonic()

    def end(self, query, outcome):
        with self.lock:
            self.ended[query] = (time.monotonic(), outcome)

    def waits(self):
        """Seconds from acceptance to the end of the queries that came one by one, sorted."""
        with self.lock:
            return sorted(end - self.accepted[query] for query, (end, _) in self.ended.items() if query not in self.members)

    def open(self):
        with self.lock:
            return [query for query in self.accepted if query not in self.ended]


class Client:
    """One connection to nginx, made anew when it is lost. Owned by one thread."""

    def __init__(self, port, ledger, patience=1.0):
        self.port, self.ledger, self.patience = port, ledger, patience
        self.connection = None

    def exchange(self, method, path, body=None, headers=None):
        """Status, headers and body; status 0 when the connection was lost."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException):
            if self.connection:
                self.connection.close()
            self.connection = None
            return 0, {}, b""

    def insist(self, method, path, body=None, headers=None, within=OVERALL):
        """The first answer that is no refusal to wait for; None when none came in time."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            status, fields, content = self.exchange(method, path, body, headers)
            if status not in (0, 429, 503):
                return status, fields, content
            code = "connection lost" if status == 0 else json.loads(content).get("code", status)
            self.ledger.note(code)
            if status and "Retry-After" not in fields:
                self.ledger.fault(f"{method} {path}: {status} {code} without Retry-After")
            time.sleep(min(self.patience, float(fields.get("Retry-After", 0.1))))
        self.ledger.fault(f"{method} {path}: no answer within {within} s")
        return None

    def submit(self, photo):
        """The id under which a photo was accepted."""
        # The same key with each try: a 202 that got lost must not become a second query.
        headers = {"Content-Type": "image/jpeg", "Idempotency-Key": str(uuid.uuid4())}
        answer = self.insist("POST", "/api/v1/queries", photo, headers)
        if answer is None:
            return None
        if answer[0] != 202:
            self.ledger.fault(f"a photo was answered by {answer[0]} {answer[2][:200]!r}")
            return None
        query = json.loads(answer[2])["id"]
        self.ledger.accept(query)
        return query

    def end(self, query, keep=False):
        """Waits for a query's end and erases it, or keeps its answer for the last look. Returns how it ended."""
        path = f"/api/v1/queries/{query}"
        deadline = time.monotonic() + OVERALL
        while time.monotonic() < deadline:
            answer = self.insist("GET", path + "?wait=5")
            if answer is None:
                return None
            status, _, content = answer
            if status != 200:
                self.ledger.fault(f"{query}: accepted, and then {status} {content[:200]!r}")
                return None
            told = json.loads(content)
            if told["id"] != query:
                self.ledger.fault(f"{query}: got the answer of {told['id']}")
            if told.get("state", "done") in ("queued", "running"):
                continue
            outcome = told["problem"]["code"] if told.get("state") == "failed" else "done"
            self.ledger.end(query, outcome)
            if keep:
                with self.ledger.lock:
                    self.ledger.kept[query] = hashlib.sha256(content).hexdigest()
            else:
                erased = self.insist("DELETE", path)
                if erased and erased[0] != 204:
                    self.ledger.fault(f"{query}: DELETE was answered by {erased[0]}")
            return outcome
        self.ledger.fault(f"{query}: no end within {OVERALL} s")
        return None

    def batch(self, photos):
        """Sends photos as one batch, waits for all results and erases it. Returns how many lines came."""
        boundary = uuid.uuid4().hex
        body = b"".join(b'--%s\r\nContent-Disposition: form-data; name="image"; filename="%d.jpg"\r\n\r\n%s\r\n'
                        % (boundary.encode(), number, photo) for number, photo in enumerate(photos))
        body += b"--%s--\r\n" % boundary.encode()
        answer = self.insist("POST", "/api/v1/batches", body, {"Content-Type": f"multipart/form-data; boundary={boundary}",
                                                             "Idempotency-Key": boundary})
        if answer is None or answer[0] != 202:
            self.ledger.fault(f"a batch was answered by {answer and answer[0]} {answer and answer[2][:200]!r}")
            return 0
        batch, lines, accepted = json.loads(answer[2])["id"], {}, time.monotonic()
        with self.ledger.lock:
            self.ledger.batches.add(batch)
        deadline = time.monotonic() + OVERALL * 2
        while len(lines) < len(photos) and time.monotonic() < deadline:
            answer = self.insist("GET", f"/api/v1/batches/{batch}/results?from={len(lines)}&wait=5")
            if answer is None:
                break
            if answer[0] != 200:
                self.ledger.fault(f"batch {batch}: accepted, and then {answer[0]} {answer[2][:200]!r}")
                break
            for line in answer[2].splitlines():
                told = json.loads(line)
                if told["id"] in lines:
                    self.ledger.fault(f"batch {batch}: {told['id']} has two lines")
                lines[told["id"]] = told["problem"]["code"] if told.get("state") == "failed" else "done"
        if len(lines) < len(photos):
            self.ledger.fault(f"batch {batch}: {len(lines)} lines of {len(photos)}")
        with self.ledger.lock:
            self.ledger.members.update(lines)
        for query, outcome in lines.items():
            self.ledger.accept(query, accepted)
            self.ledger.end(query, outcome)
        self.insist("DELETE", f"/api/v1/batches/{batch}")
        return len(lines)
