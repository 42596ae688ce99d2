#!/usr/bin/env python3
"""Verifies an audit bundle with nothing but Python 3: docs/audit-format.md, as another program reads it.

usage: verify_bundle.py BUNDLE.zip [PUBLIC_KEY_HEX]      exit code 0 if the bundle is valid, 1 if not
"""
import hashlib, json, struct, sys, zlib

FILES = ["manifest.json", "signature.json", "job.json", "template/spec.feature", "template/wiring.yaml",
         "events.ndjson", "model-calls.ndjson", "facts.json"]
HEADER = {"sequence", "type", "run_id", "cycle", "agent", "at", "salt", "hash"}
problems = []

def check(fits, message):
    if not fits:
        problems.append(message)

def sha256(data):
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()

class Number(str): pass  # as it is written: canonical JSON writes each number in one way only

def parse(data):
    def unique(pairs):
        check(len(dict(pairs)) == len(pairs), "JSON: a member twice (expected: once)")
        return dict(pairs)
    return json.loads(data, parse_int=Number, parse_float=Number, object_pairs_hook=unique)

def canonical(v):  # RFC 8785
    if isinstance(v, dict):
        names = sorted(v, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(n) + ":" + canonical(v[n]) for n in names) + "}"
    if isinstance(v, list):
        return "[" + ",".join(map(canonical, v)) + "]"
    return v if isinstance(v, Number) else json.dumps(v, ensure_ascii=False)

def unzip(data):
    """The files, if the archive is byte for byte the one that they have."""
    files, local, central, offset = {}, b"", b"", 0
    for name in FILES:
        size = struct.unpack_from("<I", data, offset + 18)[0]
        start = offset + 30 + len(name)
        files[name] = data[start:start + size]
        what = struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 33, zlib.crc32(files[name]), size, size, len(name), 0)
        local += b"PK\3\4" + what + name.encode() + files[name]
        central += b"PK\1\2" + struct.pack("<H", 10) + what + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name.encode()
        offset = start + size
    n = len(FILES)
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, n, n, len(central), offset, 0)
    check(local + central + end == data, "archive: not in the form that its files require")
    return files

P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def add(a, b):  # RFC 8032, 5.1.4: extended coordinates
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P

def multiply(s, point):
    sum = (0, 1, 1, 0)
    while s:
        sum, point, s = add(sum, point) if s & 1 else sum, add(point, point), s >> 1
    return sum

def decompress(data):  # RFC 8032, 5.1.3
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P

def ed25519(key, message, signature):  # RFC 8032, 5.1.7
    base = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    a, b = multiply(s, base), add(decompress(signature[:32]), multiply(h, decompress(key)))
    return s < Q and (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0

def name(actor, asserted):
    return actor + (" (asserted)" if asserted else " (authenticated)")

def verify(data, trusted):
    """Adds to `problems`, and returns who submitted the job and who decided."""
    files = unzip(data)
    manifest, signature = parse(files["manifest.json"]), parse(files["signature.json"])
    key, signed = bytes.fromhex(signature["public_key"]), bytes.fromhex(signature["signature"])
    ids = {"algorithm": "Ed25519", "key_id": sha256(key), "public_key": key.hex(), "signature": signed.hex()}
    check(canonical(ids).encode() == files["signature.json"], "signature: not canonical, or the id of another key")
    check(ed25519(key, files["manifest.json"], signed), "signature: not of the manifest")
    check(sha256(key) == manifest["key_id"], "signature: with another key than the manifest says")
    check(trusted in (None, signature["public_key"]), "key: not the trusted one")
    check(manifest["format"] == "1", "manifest: format " + manifest["format"] + " (expected: 1)")
    check([f["name"] for f in manifest["files"]] == FILES[2:], "manifest: other files than the format has")
    for f in manifest["files"]:
        check((f["size"], f["sha256"]) == (str(len(files[f["name"]])), sha256(files[f["name"]])), f["name"] + ": another digest")
    template = {"spec": files["template/spec.feature"].decode(), "wiring": files["template/wiring.yaml"].decode()}
    check(sha256(canonical(template)) == manifest["template"]["hash"], "template: another hash")
    previous, started, status, erased, epoch = "0" * 64, {}, {}, 0, 1
    facts, calls, seeds, people, origin = [], "", {}, [], {"recorded": "0"}
    def result(where):  # each end of a run has a result, and a run that was continued ends more than once
        told = sorted(({**{n: f[n] for n in ("citations", "cites", "content", "data", "key") if n in f}, "id": f["fact_id"]} for f in facts), key=lambda f: (f["key"], f["id"]))
        whole = {**{n: status[n] for n in ("reason", "status") if n in status}, "facts": [f for f in told if f["key"] != "Seeds"],
                 "seeds": [f for f in told if f["key"] == "Seeds"], "template": started["template_hash"], "versions": started["versions"]}
        recorded = status.get("summary", {}).get("result_hash")
        check(erased or recorded in (None, sha256(canonical(whole))), where + ": another hash")
    lines = files["events.ndjson"].decode().split("\n")
    check(lines.pop() == "", "events: the last line is not ended")
    for number, line in enumerate(lines, 1):
        e = parse(line)
        own = {name: value for name, value in e.items() if name not in HEADER}
        check(e["sequence"] == str(number) and e["run_id"] == manifest["run_id"], f"event {number}: sequence or run does not fit")
        content = e["content_digest"] if "erased" in e else sha256(bytes.fromhex(e["salt"]) + canonical(own).encode())
        head = {name: e[name] for name in ("agent", "at", "cycle", "run_id", "sequence", "type") if name in e}
        check(sha256(canonical({**head, "content": content, "previous": previous})) == e["hash"], f"event {number}: hash does not fit")
        previous = e["hash"]
        if "recorded_sequence" in e:
            check(0 < int(e["recorded_sequence"]) <= int(origin["recorded"]), f"event {number}: answered by no event of an original")
        if "saved_tokens" in e:
            check("run_id" in origin and all(e[n] == "0" for n in ("input_tokens", "output_tokens", "cost_micros")), f"event {number}: saved and paid")
        if "erased" in e:
            erased += 1
        elif e["type"] in ("run_started", "run_status"):
            started, status = (e, status) if e["type"] == "run_started" else (started, e)
            if "forked_from" in own:
                origin = own["forked_from"]
                people.append(f"forked from {origin['run_id']}, event {origin['recorded']}, hash {origin['hash']}")
            if "submitter" in own:
                people.append("submitted by " + name(own["submitter"]["name"], own["submitter"]["asserted"]))
            if "asserted" in e:
                people.append(f"{e['status']} by {name(e['actor'], e['asserted'])}")
        elif e["type"] == "budget_changed" and "asserted" in e:
            people.append("budget changed by " + name(e["actor"], e["asserted"]))
        elif e["type"] == "run_continued":
            check(erased or "summary" in status, f"event {number}: continues a run that is not over")
            result(f"event {number}: the result before it")
            check(erased or e["epoch"] == str(epoch + 1), f"event {number}: epoch {e['epoch']} (expected: {epoch + 1})")
            status, epoch = {}, int(e["epoch"])
            people.append(f"continued by {name(e['actor'], e['asserted'])}")
        elif e["type"] in ("approval_given", "approval_decided", "proposal_returned") and not e.get("by_deadline"):
            people.append(f"{e.get('decision', 'returned' if 'revision' in e else 'approved')} {e['proposal_id']} by {name(e['actor'], e['asserted'])}")
        elif e["type"] == "seed_admitted":
            seeds[e["id"]] = own
            facts.append({"agent": "_seed", "citations": [], "cites": [], "confidence": Number("1"), "cycle": Number("0"),
                          **{n: e[n] for n in ("content", "data", "sequence") if n in e}, "fact_id": e["id"],
                          "key": "Seeds", "provenance": {"origin": "seed", "version": "1"}})
        elif e["type"] == "fact_promoted":
            facts.append({**own, "agent": e["agent"], "cycle": e["cycle"], "sequence": e["sequence"]})
        elif e["type"] == "model_sent":
            check(sha256(e["request"]) == e["request_hash"], f"event {number}: the request has another hash")
        elif e["type"] == "model_called":
            check(sha256(e["request"]) == e["request_hash"], f"event {number}: the request has another hash")
            names = "agent attempt cost_micros cycle input_tokens model outcome output_tokens provider request_hash sequence"
            answer = {"response_sha256": sha256(e["response"])} if "response" in e else {}
            calls += canonical({**{name: e[name] for name in names.split()}, **answer}) + "\n"
    run, summary = manifest["run"], status.get("summary", {})
    check((run["events"], run["last_hash"], run["erased"], run.get("epoch", "1")) == (str(len(lines)), previous, str(erased), str(epoch)), "manifest: another run")
    check((run.get("status"), run.get("result_hash")) == (status.get("status"), summary.get("result_hash")), "manifest: another result")
    check(run.get("forked_from") == started.get("forked_from"), "manifest: another origin")
    check(files["facts.json"] == canonical({"facts": facts}).encode(), "facts: not those that the events promoted")
    check(files["model-calls.ndjson"] == calls.encode(), "model calls: not those that the events recorded")
    result("result")
    if not erased:
        given = {s["id"]: {n: v for n, v in s.items() if v is not None} for s in parse(files["job.json"]).get("seeds", [])}
        check(given == seeds, "seeds: admitted with content other than submitted")
        check(started["template_hash"] == manifest["template"]["hash"], "template: another one was run")
    return people

if __name__ == "__main__":
    people = []
    try:
        people = verify(open(sys.argv[1], "rb").read(), sys.argv[2] if len(sys.argv) > 2 else None)
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, struct.error) as e:
        problems.append("no bundle: " + repr(e))
    print("".join(line + "\n" for line in people), end="")
    print("\n".join(problems) or "valid" + ("" if len(sys.argv) > 2 else "; the key is from the bundle itself"))
    sys.exit(1 if problems else 0)
