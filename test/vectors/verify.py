#!/usr/bin/env python3
"""Checks the vectors beside it (or in the directory given) with a second reader
of the record, written from docs/spec/record.md, receipt.md and seal.md.
Needs Python 3.9 and the package cryptography (python3-cryptography, 38 or later)."""

import base64, binascii, hashlib, json, os, re, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Bad(Exception):
    pass


FAULTS = Bad, KeyError, TypeError, AttributeError, IndexError, ValueError


def need(ok, why):
    if not ok:
        raise Bad(why)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def b64(text, size=None):  # strict base64: one spelling
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as e:
        raise Bad("base64: %s" % e)
    need(base64.b64encode(raw).decode() == text and size in (None, len(raw)), "base64 " + text[:40])
    return raw


def signed(public, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False


# --- canonical form: R-FORM, R-STMT, R-ENV, R-LEAF

def spell(v, depth=0):
    need(depth <= 16, "too deep")
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, int):
        need(abs(v) < 2**53, "integer")
        return str(v)
    if isinstance(v, str):
        need(all(" " <= c <= "~" for c in v), "not printable ASCII")
        return '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(v, list):
        return "[" + ",".join(spell(x, depth + 1) for x in v) + "]"
    need(isinstance(v, dict), "no null, no floats")
    return "{" + ",".join(spell(k) + ":" + spell(v[k], depth + 1) for k in sorted(v)) + "}"


def canonical(raw):  # reads what spells back to the same bytes
    try:
        v = json.loads(raw.decode("ascii"), parse_float=lambda s: None, parse_constant=lambda s: None)
    except (ValueError, RecursionError) as e:
        raise Bad("JSON: %s" % e)
    need(spell(v, -1).encode() == raw, "another spelling")
    return v


def fields(v, must, may=()):
    need(isinstance(v, dict) and set(must) <= set(v) <= set(must) | set(may), "fields")


LAST = 253402300799999  # the end of the year 9999
CODE = "[a-z][a-z0-9-]{0,31}"


def number(v, least, most=2**53 - 1):
    need(type(v) is int and least <= v <= most, "number")


def statement(raw, within=False):  # within a sealed one it names its readers
    need(len(raw) <= 48640, "too long")
    s = canonical(raw)
    must = "about act key made_at mechanism member nonce prev seen seq type v".split() + ["readers"] * within
    fields(s, must, "assent body not_after".split())
    need(isinstance(s["about"], list) and len(s["about"]) <= 256 and len(set(s["about"])) == len(s["about"]), "about")
    for text, size in [(s[k], 32) for k in ("key", "mechanism", "prev")] + [(s["nonce"], 16)] + [(i, 32) for i in s["about"]]:
        b64(text, size)
    fields(s["seen"], ["root", "size"])
    need(type(s["v"]) is int and s["v"] == 1 and isinstance(s["act"], dict) and isinstance(s.get("assent", {}), dict), "v, act")
    for v in s["made_at"], s.get("not_after", 1):
        number(v, 1, LAST)
    for v in s["seen"]["size"], s["seq"]:
        number(v, 0)
    need(re.fullmatch(CODE, s["member"]), "member")
    sealed = s["type"] == "sealed/v1"
    if within:
        r = s["readers"]
        need(isinstance(r, list) and len(r) <= 64 and r == sorted(set(r)) and s["member"] in r and not sealed, "readers")
        need(all(re.fullmatch(CODE, c) for c in r), "reader")
    need(sealed or len(s["type"]) <= 64 and re.fullmatch("[a-z_]+[.][a-z_]+/v[1-9][0-9]{0,2}", s["type"]), "type")
    need((s["seq"] == 0) == (b64(s["prev"]) == bytes(32)), "prev is zero at seq 0 only")
    need(s["seen"]["size"] > 0 or b64(s["seen"]["root"], 32) == sha(), "seen")
    b64(s["seen"]["root"], 32)
    if "body" in s:
        fields(s["body"], ["commit", "size"], ["cipher"])
        number(s["body"]["size"], 0)
        b64(s["body"]["commit"], 32)
        need("cipher" not in s["body"] or b64(s["body"]["cipher"], 32) != bytes(32), "cipher")
    need(("cipher" in s.get("body", {})) == sealed and not (sealed and (s["act"] or s["about"])), "sealed")
    return s


TYPE = "application/vnd.parley.statement+json"


def pae(payload):
    return b"DSSEv1 %d %s %d " % (len(TYPE), TYPE.encode(), len(payload)) + payload


def envelope(raw):
    e = canonical(raw)
    fields(e, ["payload", "payloadType", "signatures"])
    need(e["payloadType"] == TYPE and isinstance(e["signatures"], list) and len(e["signatures"]) == 1, "envelope")
    fields(e["signatures"][0], ["keyid", "sig"])
    return b64(e["payload"]), b64(e["signatures"][0]["keyid"], 32), b64(e["signatures"][0]["sig"], 64)


class Leaf:  # a leaf, and the statement in it
    s = None

    def __init__(self, raw):
        need(len(raw) <= 65535, "too long")
        v = canonical(raw)
        fields(v, ["envelope", "received_at"])
        number(v["received_at"], 1, LAST)
        self.raw, self.at = raw, v["received_at"]
        self.payload, self.keyid, self.sig = envelope(spell(v["envelope"]).encode())

    def open(self):
        self.s = statement(self.payload)
        self.key, self.id, self.type = b64(self.s["key"]), sha(pae(self.payload)), self.s["type"]
        need(self.key == self.keyid, "keyid")
        return self


def commitment(s, salt, content):
    parts = [b"parley/commit/v1", b64(s["mechanism"]), b64(s["key"]), s["seq"].to_bytes(8, "big"), s["type"].encode(), salt, content]
    return sha(*[len(p).to_bytes(8, "big") + p for p in parts])


def key_id(public):
    return sha(b"parley/key/v1\n", public)


# --- the tree: RFC 6962

def node(left, right):
    return sha(b"\1", left, right)


def root_of(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return node(root_of(hashes[:k]), root_of(hashes[k:]))


def climb(index, size, leaf, path):  # the root to which a path leads
    need(0 <= index < size, "place")
    if size == 1:
        need(not path, "path too long")
        return leaf
    need(path, "path too short")
    k = 1 << (size - 1).bit_length() - 1
    if index < k:
        return node(climb(index, k, leaf, path[:-1]), path[-1])
    return node(path[-1], climb(index - k, size - k, leaf, path[:-1]))


def span(lo, hi, begin, end, leaves, left, right):  # the root of [lo, hi), out of a run and the ranges beside it
    whole = (hi - lo) & (hi - lo - 1) == 0
    if (hi <= begin or lo >= end) and whole:
        side = left if hi <= begin else right
        need(side, "a hash is missing")
        return side.pop(0)
    if hi - lo == 1:
        return leaves[lo - begin]
    k = 1 << (hi - lo - 1).bit_length() - 1
    a = span(lo, lo + k, begin, end, leaves, left, right)
    return node(a, span(lo + k, hi, begin, end, leaves, left, right))


# --- checkpoints: R-CHECKPOINT

def checkpoint(raw, origin, host, witnesses, strict=False):
    need(len(raw) <= 65536, "too long")
    try:
        text, sigs = raw.decode().rsplit("\n\n", 1)
    except ValueError:
        raise Bad("no signed note")
    text, lines = text + "\n", sigs.split("\n")
    need(lines.pop() == "" and lines and len(lines) <= 100, "lines")
    keys = {(origin, sha(origin.encode(), b"\n\1", host)[:4]): (None, host)}
    for w in witnesses:
        keys[w["name"], sha(w["name"].encode(), b"\n\4", w["key"])[:4]] = (w["member"], w["key"])
    found, unknown = {}, []
    for line in lines:
        m = re.fullmatch("\u2014 ([^\\s+]+) (\\S+)", line)
        need(m, "signature line")
        try:
            sig = base64.b64decode(m[2], validate=True)
        except ValueError:
            raise Bad("signature line")
        member, public = keys.get((m[1], sig[:4]), ("", None))
        if public is None:
            need(not strict and line not in unknown, "a stranger's line, or one twice")
            unknown.append(line)
            continue
        sig = b64(m[2])[4:]
        need(member not in found, "a key signs twice")
        at = int.from_bytes(sig[:8], "big") if member else 0
        message = ("cosignature/v1\ntime %d\n" % at if member else "") + text
        need(not member or 0 < at < 2**53 // 1000 + 1, "time")
        need(signed(public, message.encode(), sig[8:] if member else sig), "signature")
        found[member] = at * 1000
    need(None in found, "not signed by the host")
    order = [None] + [w["member"] for w in witnesses]
    need(not strict or list(found) == [m for m in order if m in found], "order of the lines")
    parts = text.split("\n")
    need(len(parts) == 4 and parts[0] == origin and re.fullmatch("0|[1-9][0-9]{0,15}", parts[1]), "text")
    size, root = int(parts[1]), b64(parts[2], 32)
    need(size < 2**53 and (size or root == sha()), "size")
    return size, root, {m: found[m] for m in order[1:] if m in found}


def quorum_time(cosigned, k):
    return sorted(cosigned.values())[k - 1] if 1 <= k <= len(cosigned) else 0


# --- the record: R-CHAIN, R-GROUND

GROUNDS = "key.appointed key.installed root.rotated root.recovered charter.proposed charter.signed host.succeeded".split()


RECORD = "charter", "key", "root", "host"


class Record:
    def __init__(self, raw):
        self.mechanism, self.digest, self.doc = sha(raw), sha(raw), json.loads(raw)
        self.size = self.time = 0
        self.gap, self.founded, self.known = False, set(), set()
        self.keys, self.nodes, self.eras, self.votes, self.proposed, self.rotating = {}, {}, [], {}, {}, {}
        self.host = self.doc["host"]
        for m in self.doc["members"]:
            self.join(m, -1)
        self.era(0)

    def seat(self, public, member, seat, place, **more):
        self.keys[key_id(public)] = dict(dict(public=public, member=member, seat=seat, place=place, next=0, tail=bytes(32), officer="",
                                              begins=0, ends=2**60, over=False), **more)

    def join(self, m, place):
        self.seat(b64(m["root"], 32), m["code"], "root", place)
        self.seat(b64(m["node"]["statement"], 32), m["code"], "node", place)
        self.nodes[m["code"]] = m["node"]

    def quorum(self, of):
        return (len(of) + self.doc["faulty"]) // 2 + 1

    def era(self, since):
        names = "parley/%s/" % self.mechanism.hex()[:16]
        ws = [dict(member=c, name=names + c, key=b64(self.nodes[c]["witness"], 32)) for c in self.doc["witnesses"]]
        self.eras = [e for e in self.eras if e[0] < since] + [(since, self.host, ws, self.quorum(ws))]

    def fold(self, index, leaf):  # judges an entry by what is shown: (author, rule by which it is void or None)
        need(index >= self.size, "order")
        if index > self.size:
            self.gap, self.known = True, set()
        self.size = index + 1
        self.time = max(self.time, leaf.at if leaf else 0)
        if leaf is None or leaf.s is None:
            return None, "form"
        s, key, t = leaf.s, self.keys.get(leaf.key), self.doc["tolerances"]
        leaf.store = leaf.at + t.get("not_after_ms", 900_000) + t.get("clock_ms", 5_000)  # the latest not_after
        if b64(s["mechanism"]) != self.mechanism:
            return None, "mechanism"
        if key is None:
            return None, "key"
        if not signed(key["public"], pae(leaf.payload), leaf.sig):
            return None, "signature"
        if self.gap and leaf.key not in self.known and s["seq"] > key["next"]:
            key["next"], key["tail"] = s["seq"], b64(s["prev"])
        if (s["seq"], b64(s["prev"])) != (key["next"], key["tail"]):
            return key, "chain"
        key["next"], key["tail"] = s["seq"] + 1, leaf.id
        self.known.add(leaf.key)
        rule = self.judge(index, s, key)
        return key, rule or (self.act(index, s, key) if key["seat"] in ("root", "candidate") else None)

    def judge(self, index, s, key):  # which seat may sign what is judged only as far as keys follow from it
        name = s["type"].split("/")[0]
        if s["member"] != key["member"]:
            return "member"
        if s["seen"]["size"] > index:
            return "seen"
        if not self.gap and len(self.founded) < len(self.doc["members"]) and name != "charter.signed":
            return "founded"
        if name.split(".")[0] in RECORD and key["seat"] != "root" and not (
                key["seat"] == "candidate" and name in ("charter.signed", "root.rotated")):
            return "seat"
        if not key["begins"] <= self.time < key["ends"]:
            return "expired"
        return "ended" if key["over"] else None

    def end(self, public):
        self.keys[key_id(b64(public))]["over"] = True

    def act(self, index, s, key):
        a, name, member = s["act"], s["type"].split("/")[0], key["member"]
        if name == "key.appointed":
            self.seat(b64(a["key"], 32), member, "officer", index, officer=a["officer"], ends=a["expires_at"],
                      powers=a["powers"])
        elif name == "key.installed":
            old, self.nodes[member] = self.nodes[member], a["node"]
            if old["statement"] != a["node"]["statement"]:
                self.end(old["statement"])
                self.seat(b64(a["node"]["statement"], 32), member, "node", index)
            if old["witness"] != a["node"]["witness"] and member in self.doc["witnesses"]:
                self.era(index + 1)
        elif name == "key.revoked":
            self.keys.get(b64(a["key"]), {})["over"] = True
        elif name == "root.rotated" and key["seat"] == "root":
            self.rotating[member] = a["new"]
            self.seat(b64(a["new"], 32), member, "candidate", index)
        elif name == "root.rotated":
            if self.rotating.pop(member, None) != a["new"] or key["public"] != b64(a["new"]):
                return "act"
            self.new_root(member, key, 0)
        elif name == "root.recovered" and member != a["member"]:
            if self.voted(s, member, min(self.quorum(self.doc["members"]), len(self.doc["members"]) - 1)):
                wait = self.doc["tolerances"].get("recovery_ms", 72 * 3600_000)
                self.seat(b64(a["new"], 32), a["member"], "root", index, begins=self.time + wait)
                self.new_root(a["member"], self.keys[key_id(b64(a["new"]))], self.time + wait)
        elif name == "charter.proposed":
            raw = b64(a["document"])
            doc = json.loads(raw)
            if b64(doc.get("amends", "")) != self.digest:
                return "act"
            self.proposed[sha(raw)] = (doc, set(), set())
            for m in doc["members"]:
                if m["code"] not in self.nodes:
                    self.seat(b64(m["root"], 32), m["code"], "candidate", index)
        elif name == "charter.signed" and b64(a["charter"]) == self.mechanism:
            self.founded.add(member)
        elif name == "charter.signed":
            return self.amend(index, b64(a["charter"]), key)
        elif name == "host.succeeded":
            if a["old_origin"] != self.host["origin"]:
                return "act"
            if self.voted(s, member, self.quorum(self.doc["members"])):
                self.host = dict(member=a["new_host"], origin=a["new_origin"], key=a["new_key"], tls=a["new_tls"])
                self.era(a["size"] + 1)
        return None

    def new_root(self, member, new, begins):
        for k in self.keys.values():
            if k["member"] == member and k["seat"] == "root" and k is not new:
                k["over"], k["ends"] = k["over"] or not begins, min(k["ends"], begins or k["ends"])
        new["seat"] = "root"

    def voted(self, s, member, k):
        votes = self.votes.setdefault((s["type"], spell(s["act"])), set())
        votes.add(member)
        return len(votes) == k

    def amend(self, index, digest, key):
        if digest not in self.proposed:
            return "act"
        doc, old, new = self.proposed[digest]
        (new if key["seat"] == "candidate" else old).add(key["member"])
        joining = [m for m in doc["members"] if m["code"] not in self.nodes]
        if len(old) < self.quorum(self.doc["members"]) or not {m["code"] for m in joining} <= new:
            return None
        staying = {m["code"] for m in doc["members"]}
        for k in self.keys.values():
            k["over"] = k["over"] or k["member"] not in staying
        self.nodes = {c: n for c, n in self.nodes.items() if c in staying}
        for m in joining:
            self.keys[key_id(b64(m["root"]))]["seat"] = "root"
            self.seat(b64(m["node"]["statement"], 32), m["code"], "node", index)
            self.nodes[m["code"]] = m["node"]
        self.doc, self.digest, self.proposed, self.votes = doc, digest, {}, {}
        self.era(index + 1)


# --- receipts and extracts: R-RECEIPT, R-EXTRACT

class Lines:
    def __init__(self, raw):
        need(b"\r" not in raw, "line ends")
        try:
            self.rest = raw.decode()
        except ValueError:
            raise Bad("no text")

    def at(self, word):
        return self.rest.startswith(word)

    def take(self, word):
        need(self.at(word) and "\n" in self.rest, "want " + word)
        line, self.rest = self.rest.split("\n", 1)
        return line[len(word):]

    def count(self, word):
        text = self.take(word)
        need(re.fullmatch("0|[1-9][0-9]{0,15}", text) and int(text) < 2**53, "count")
        return int(text)

    def hashes(self, word):
        out = []
        while self.at(word) and not self.at("\n"):
            out.append(b64(self.take(word), 32))
        need(len(out) <= 64, "hashes")
        return out

    def entry(self):  # the bytes of a leaf, and the leaf as far as it has a form
        if self.at("leaf "):
            raw, leaf = b64(self.take("leaf ")), None
            try:
                leaf = Leaf(raw)
                leaf.open()
            except Bad:
                return raw, leaf  # a leaf without a statement still has its time
            raise Bad("a leaf in canonical form is written in clear")
        at, sig, payload = self.count("received "), self.take("signature "), self.take("statement ").encode()
        env = {"payload": base64.b64encode(payload).decode(), "payloadType": TYPE,
               "signatures": [{"keyid": statement(payload)["key"], "sig": sig}]}
        leaf = Leaf(spell({"envelope": env, "received_at": at}).encode()).open()
        return leaf.raw, leaf

    def head(self, name, record):
        need(self.take(name) == "", name)
        exercise = self.at("EXERCISE\n") and self.take("EXERCISE") == ""
        need(exercise == record.doc["exercise"], "exercise")
        need(b64(self.take("charter "), 32) == record.mechanism, "mechanism")

    def grounds(self):
        out = []
        while self.at("ground "):
            out.append((self.count("ground "), self.entry(), self.hashes("path ")))
        need(len(out) <= 4096 and self.take("") == "", "grounds")
        return out


def prove(record, first, run, grounds, head):  # folds all that is shown: the entries, judged, and the checkpoint
    places = sorted([(i, e, True) for i, e, _ in grounds] + [(first + n, e, False) for n, e in enumerate(run)], key=lambda p: p[0])
    need(len({p[0] for p in places}) == len(places) and [g[0] for g in grounds] == sorted(g[0] for g in grounds), "places")
    judged = []
    for index, (_, leaf), ground in places:
        key, void = record.fold(index, leaf)
        if ground:
            need(void is None and leaf.type.split("/")[0] in GROUNDS, "ground at %d: %s" % (index, void))
            need(leaf.type != "charter.signed/v1" or b64(leaf.s["act"]["charter"]) != record.mechanism, "ground")
        else:
            judged.append((index, leaf, dict(key) if key else None, void, record.time))
    size = int(head.split("\n")[1]) if re.match("[^\n]*\n[0-9]{1,16}\n", head) else -1
    _, host, witnesses, k = [e for e in record.eras if e[0] <= size or e[0] == 0][-1]
    size, root, cosigned = checkpoint(head.encode(), host["origin"], b64(host["key"], 32), witnesses, strict=True)
    need(len(cosigned) >= k, "no quorum")
    for index, (raw, _), path in grounds:
        need(climb(index, size, sha(b"\0", raw), path) == root, "ground not in the tree")
    return judged, size, root, quorum_time(cosigned, k)


def inner(content, leaf, key, void):  # what a sealed entry holds, and the rule by which it is void in its room: R-SEAL
    try:
        s = statement(content, within=True)
    except FAULTS:
        return dict(type="", readers=[], void="R-SEAL-2")
    name, rule = s["type"].split("/")[0], ""
    noun, node = name.split(".")[0], key["seat"] == "node"
    if void or key["seat"] not in ("node", "officer") or leaf.s.get("not_after", 0) > leaf.store:
        rule = "entry"
    elif any(s[k] != leaf.s[k] for k in ("mechanism", "member", "key", "seq", "prev")):
        rule = "R-SEAL-4"
    elif noun in RECORD:
        rule = "R-SEAL-5"
    elif (noun == "node") != node:
        rule = "R-VOID-9"
    elif not node and not any(t in (name, noun + ".*") for p in key["powers"] for t in p["types"]):
        rule = "R-VOID-10"
    elif s.get("not_after", 0) > leaf.store:
        rule = "R-VOID-13"
    return dict(type=s["type"], readers=s["readers"], void=rule)


def receipt(raw, document):
    need(len(raw) <= 8 << 20, "too long")
    record, f = Record(document), Lines(raw)
    f.head("parley-receipt/v1", record)
    entry = f.entry()
    need(entry[1] and entry[1].s, "no statement")
    s, content = entry[1].s, b""
    word = f.take("body ")
    need(word in (["not included", "included"] if "body" in s else ["none"]), "body")
    if word == "included":
        salt, content = b64(f.take("salt "), 32), b64(f.take("content "))
        need(commitment(s, salt, content) == b64(s["body"]["commit"]), "commitment")
    grounds = f.grounds()
    need(f.take("c2sp.org/tlog-proof@v1") == "", "tlog-proof")
    index, path = f.count("index "), f.hashes("")
    need(f.take("") == "", "blank line")
    [(_, leaf, key, void, _)], size, root, at = prove(record, index, [entry], grounds, f.rest)
    need(climb(index, size, sha(b"\0", leaf.raw), path) == root, "not in the tree")
    need(key, "no author")
    vouch = record.doc["tolerances"].get("vouch_ms", 120_000)
    opened = word == "included" and leaf.type == "sealed/v1"
    return dict(index=index, size=size, type=leaf.type, member=key["member"], seat=key["seat"], officer=key["officer"],
                inner=inner(content, leaf, key, void) if opened else None, appointed=key["place"],
                void=void is not None, not_later=at, vouched=at - leaf.at <= vouch, content=base64.b64encode(content).decode())


CERTAIN = ("form", "mechanism", "signature", "member", "seen")


def extract(raw, document, asks):
    record, f = Record(document), Lines(raw)
    f.head("parley-extract/v1", record)
    first, count = f.count("first "), f.count("count ")
    need(len(raw) <= 64 << 20 and 1 <= count <= 50_000, "count")
    run = [f.entry() for _ in range(count)]
    left, right = f.hashes("left "), f.hashes("right ")
    judged, size, root, at = prove(record, first, run, f.grounds(), f.rest)
    need(first + count <= size, "places")
    leaves = [sha(b"\0", raw) for raw, _ in run]
    need(span(0, size, first, first + count, leaves, left, right) == root and not left and not right, "not in the tree")
    silence = []
    for ask in asks:
        covered = judged[-1][4] > ask["until"] and any(x and x.s and x.id == b64(ask["notice"]) and k for _, x, k, _, _ in judged)
        answers = [x for _, x, _, void, _ in judged if x and x.s and void not in CERTAIN and x.s["member"] == ask["member"]
                   and x.type == ask["type"] and ask["notice"] in x.s["about"]]
        silence.append(dict(ask, proved=covered and not answers))
    return dict(first=first, count=count, size=size, time=judged[-1][4], not_later=at, silence=silence)


# --- the vectors

def check_canonical(c):
    {"statement": statement, "envelope": envelope, "leaf": Leaf}[c["kind"]](b64(c["bytes"]))
    return {}


def act_digest(s):
    return sha(spell({k: v for k, v in s.items() if k not in ("seq", "prev", "seen", "assent")}).encode())


def check_inner(c):
    s = statement(b64(c["bytes"]), within=True)
    commit = commitment(dict(s, type="sealed/v1"), b64(c["salt"], 32), b64(c["bytes"]))
    return dict(type=s["type"], readers=s["readers"], act_digest=base64.b64encode(act_digest(s)).decode(),
                commit=base64.b64encode(commit).decode())


def check_ids(c):
    leaf, public = Leaf(b64(c["leaf"])).open(), b64(c["public"], 32)
    found = dict(key_id=key_id(public), id=leaf.id, act_digest=act_digest(leaf.s), leaf_hash=sha(b"\0", leaf.raw),
                 commit=commitment(leaf.s, b64(c["salt"]), b64(c["content"])))
    for name, digest in found.items():
        if digest != b64(c[name]):
            return {name: digest.hex()}
    need(signed(public, pae(leaf.payload), leaf.sig) and key_id(public) == leaf.key, "signature")
    return {}


def check_chains(c):
    seq, tail, holds = 0, bytes(32), []
    for raw in c["leaves"]:
        x = Leaf(b64(raw)).open()
        ok = signed(b64(c["public"]), pae(x.payload), x.sig) and (x.s["seq"], b64(x.s["prev"])) == (seq, tail)
        seq, tail = (seq + 1, x.id) if ok else (seq, tail)
        holds.append(ok)
    if holds != c["holds"]:
        return dict(holds=holds)
    need(all(holds), "chain")
    return {}


def check_leaves(c):
    hashes = [sha(b"\0", b64(leaf)) for leaf in c["leaves"]]
    if hashes != [b64(h) for h in c["hashes"]]:
        return dict(hashes=[h.hex() for h in hashes])
    need(root_of(hashes) == b64(c["root"]), "root")
    return {}


def check_checkpoints(c):
    era = c["era"]
    ws = [dict(w, key=b64(w["key"], 32)) for w in era["witnesses"]]
    size, root, cosigned = checkpoint(b64(c["checkpoint"]), era["origin"], b64(era["key"], 32), ws)
    return dict(size=size, root=base64.b64encode(root).decode(), quorum=len(cosigned) >= era["quorum"],
                cosigned=[dict(member=m, at=t) for m, t in cosigned.items()], quorum_time=quorum_time(cosigned, era["quorum"]))


def main():
    here = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    beside = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(beside, "charter.json"), "rb") as f:
        document = f.read()
    checks = dict(canonical=check_canonical, inner=check_inner, ids=check_ids, chains=check_chains, leaves=check_leaves,
                  checkpoints=check_checkpoints,
                  receipts=lambda c: receipt(b64(c["file"]), document),
                  extracts=lambda c: extract(b64(c["file"]), document, c["silence"]))
    passed = failed = 0
    for name, check in checks.items():
        with open(os.path.join(here, name + ".json")) as f:
            cases = json.load(f)["cases"]
        for c in cases:
            try:
                found, valid = check(c), True
            except FAULTS as e:
                found, valid = dict(error=repr(e)), False
            good = valid == c["valid"] and (not valid or all(c.get(k) == v for k, v in found.items()))
            passed, failed = passed + good, failed + (not good)
            if not good:
                print("FAILED %s.json, %s: valid %s, found %s" % (name, c["name"], valid, found))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
