"""Checking a proof pack: each file, proof and signature of it. Part of the verifier handed out.

Reads no clock, asks no network, writes no file, and believes nothing a pack says about itself.
"""

from __future__ import annotations

import re
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from yunnuo.evidence.archive import is_name, read_hashes, read_hex, read_json, read_zip
from yunnuo.evidence.findings import (
    BROKEN,
    FITS,
    OPEN,
    PROBLEMS,
    Fault,
    Finding,
    describe_problem,
    guard_check,
    show_moment,
)
from yunnuo.evidence.notes import Checkpoint, Keyring, read_checkpoint, read_keyring, split_note
from yunnuo.evidence.proofs import (
    HASH_BYTES,
    SALT_BYTES,
    ListLeaf,
    has_member,
    lacks_member,
    leaf_hash,
    make_token,
    verify_consistency,
    verify_inclusion,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FORMAT: Final = "yunnuo.pack/1"
ERASED: Final = "ledger.erased"  # the kind of a tombstone; its body names the erased entries
SUBJECTS: Final = {"person": "一个人", "campaign": "一次营销活动", "notice": "一份告知"}
MANIFEST, SIGNATURE = UNLISTED = "manifest.json", "signature.txt"
MIN_FINGERPRINT: Final = 32
GIVE_MORE: Final = f"请给全部 64 位，至少前 {MIN_FINGERPRINT} 位"


class Pack(NamedTuple):
    """The files of a pack whose manifest can be read."""

    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]
    outside: Mapping[str, str]
    fingerprints: Sequence[str]

    def read_text(self, name: str) -> str:
        """Return a file that is text. Raises Fault when it is missing."""
        if name not in self.files:
            raise Fault(f"缺 {name}")
        return self.files[name].decode()

    def list_names(self, folder: str) -> list[str]:
        """Return the names of the files of a folder, in order."""
        return sorted(name for name in self.files if name.startswith(folder + "/"))

    def read_point(self) -> Checkpoint:
        """Return the checkpoint every proof of the pack leads to."""
        point = read_checkpoint(self.read_text("checkpoint.txt"))
        if point.size != self.manifest["checkpoint"]:
            raise Fault("检查点和清单说的条数不同")
        return point

    def read_keys(self) -> Keyring:
        """Return the keys that take over from each other, the first to the last."""
        names = self.list_names("rotations")
        if names != [f"rotations/{number:04d}.txt" for number in range(1, len(names) + 1)]:
            raise Fault("轮换声明的编号不连续")
        return read_keyring(self.read_text("keys.txt"), [self.read_text(name) for name in names])

    def read_events(self) -> dict[int, dict[str, Any]]:
        """Return the events by sequence number; each stands once, in order."""
        names = self.list_names("events")
        expected = [f"events/{number:04d}.json" for number in range(1, len(names) + 1)]
        events = [read_json(self.read_text(name)) for name in expected]
        numbers = [event["seq"] for event in events]
        if not events or numbers != sorted(set(numbers)) or any(type(number) is not int for number in numbers):
            raise Fault("记录没有按序号排列，或者一条也没有")
        return dict(zip(numbers, events, strict=True))


def verify_pack(data: bytes, outside: Mapping[str, str], fingerprints: Sequence[str]) -> list[Finding]:
    """Check a pack against checkpoints kept elsewhere (name to text) and fingerprints known from elsewhere."""
    try:
        files = read_zip(data)
        pack = Pack(files, read_json(files[MANIFEST].decode()), outside, fingerprints)
    except PROBLEMS as problem:
        return [Finding(BROKEN, f"证据包：{describe_problem(problem)}")]
    return [found for title, check in _CHECKS.items() for found in guard_check(title, partial(check, pack))]


def check_files(pack: Pack) -> Iterator[Finding]:
    """Check that the files are those of the manifest, and all of them."""
    if set(pack.manifest) != {"format", "subject", "created_at", "checkpoint", "files"}:
        raise Fault("清单的栏目不对")
    if pack.manifest["format"] != FORMAT or pack.manifest["subject"]["kind"] not in SUBJECTS:
        raise Fault("这个版本的格式本程序不认识")
    listed = pack.manifest["files"]
    found = {name: sha256(data).hexdigest() for name, data in pack.files.items() if name not in UNLISTED}
    wrong = sorted(name for name in {*listed, *found} if listed.get(name) != found.get(name))
    if wrong:
        raise Fault(f"缺少、多出或者改动了 {len(wrong)} 个：{'、'.join(filter(is_name, wrong[:10]))}")
    about, made = SUBJECTS[pack.manifest["subject"]["kind"]], show_moment(pack.manifest["created_at"])
    yield Finding(FITS, f"文件：关于{about}的证据包，{made} 制作；{len(found)} 个文件都在，没有多出的，内容与清单一致")


def check_seal(pack: Pack) -> Iterator[Finding]:
    """Check that a key of the log signed the manifest: nobody without it changed, left out or added a file."""
    note, key = pack.read_text(SIGNATURE), pack.read_keys().keys[-1]
    if split_note(note)[0] != seal_text(pack.files[MANIFEST]) or not key.has_signed(note):
        raise Fault("清单没有最新一把密钥的有效签名")
    yield Finding(FITS, f"封签：清单由密钥 {key.fingerprint[:8]} 签名，签名以后没有改动")


def seal_text(manifest: bytes) -> str:
    """Return what is signed to seal a pack."""
    return f"{FORMAT}\n{sha256(manifest).hexdigest()}\n"


def check_keys(pack: Pack) -> Iterator[Finding]:
    """Check the rotations, and whether the keys are those the inspector knows."""
    keys = pack.read_keys().keys
    if len(keys) > 1:
        yield Finding(FITS, f"密钥轮换：{len(keys) - 1} 次，每次都由新旧两把密钥签名")
    for given in pack.fingerprints:
        wanted = clean_fingerprint(given)
        if not any(key.fingerprint.startswith(wanted) for key in keys):
            raise Fault("包内没有您给的指纹")
        if len(wanted) < MIN_FINGERPRINT:  # others may begin like it: neither proof nor forgery
            yield Finding(OPEN, f"密钥是不是对方的：还没有核对，指纹只给了开头 {len(wanted)} 位。{GIVE_MORE}")
        else:
            yield Finding(FITS, f"密钥：有您给的指纹 {wanted[:8]}…，其余密钥由轮换声明与它相连")
    if not pack.fingerprints:
        yield Finding(OPEN, f"密钥是不是对方的：请与对方公布的指纹比对（--key）：{keys[-1].fingerprint}")


def clean_fingerprint(given: str) -> str:
    """Return a fingerprint without the blanks and colons it may be published with."""
    return re.sub(r"[\s:]", "", given).lower()


def check_point(pack: Pack) -> Iterator[Finding]:
    """Check the signature of the checkpoint."""
    point, keys = pack.read_point(), pack.read_keys()
    key = keys.find_signer(pack.read_text("checkpoint.txt"), point.size)
    if point.origin != key.name:
        raise Fault("检查点是另一本日志的")
    yield Finding(FITS, f"检查点：{point.origin} {point}，由密钥 {key.fingerprint[:8]} 签名")


def check_events(pack: Pack) -> Iterator[Finding]:
    """Check that every event stands in the log as it is shown, and every erased one has its tombstone."""
    point, events = pack.read_point(), pack.read_events()
    for seq, event in events.items():
        commitment = _erased_commitment(seq, event, events) if "erased" in event else _shown_commitment(seq, event)
        if not verify_inclusion(leaf_hash(commitment), seq - 1, point.size, read_hashes(event["proof"]), point.root):
            raise Fault(f"第 {seq} 号不在日志里，或者内容改过")
    erased = sum("erased" in event for event in events.values())
    yield Finding(FITS, f"记录：{len(events) - erased} 条都在日志里，内容、时间、次序与写入时一致")
    if erased:
        yield Finding(FITS, f"删除：另有 {erased} 条的内容已经删除，位置还在日志里，也有删除记录")


def _shown_commitment(seq: int, event: Mapping[str, Any]) -> bytes:
    salt, content = read_hex(event["salt"], SALT_BYTES), read_json(event["content"])
    stated = {"seq": seq, "kind": event["kind"], "at": event["at"], "body": content.get("body")}
    if set(event) != {"seq", "kind", "at", "salt", "content", "proof"} or content != stated:
        raise Fault(f"第 {seq} 号的种类、时间或序号与它的内容不同")
    return sha256(salt + event["content"].encode()).digest()


def _erased_commitment(seq: int, event: Mapping[str, Any], events: Mapping[int, Mapping[str, Any]]) -> bytes:
    tomb = events.get(event["erased"], {})
    if set(event) != {"seq", "commitment", "erased", "proof"} or "content" not in tomb or tomb["seq"] <= seq:
        raise Fault(f"第 {seq} 号的内容没有了，也没有删除记录")
    if tomb["kind"] != ERASED or seq not in read_json(tomb["content"])["body"]["erased"]:
        raise Fault(f"第 {seq} 号的删除记录说的不是它")
    return read_hex(event["commitment"], HASH_BYTES)


def check_lists(pack: Pack) -> Iterator[Finding]:
    """Check who is on which list, and who is not."""
    names, events, subject = pack.list_names("lists"), pack.read_events(), pack.manifest["subject"]["token"]
    for name in names:
        shown = read_json(pack.read_text(name))
        body = read_json(events[shown["event"]]["content"])["body"]
        if shown["subject"] != subject or f"lists/{body['name']}.json" != name:
            raise Fault(f"{name} 说的是另一个人或者另一份名单")
        if not _is_shown(shown, body):
            raise Fault(f"{name} 的证明不成立")
        where = f"{'在' if shown['member'] else '不在'}「{body['name']}」里"
        yield Finding(FITS, f"名单：此人{where}（共 {body['count']} 人，第 {shown['event']} 号记录）")
    contents = [read_json(event["content"]) for event in events.values() if "content" in event]
    if names and not any(dict(content.get("body", {})).get("subject") == subject for content in contents):
        yield Finding(OPEN, "名单用的代号是不是此人的：包里没有写明代号的记录")


def _is_shown(shown: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    token = make_token(read_hex(body["salt"], SALT_BYTES), read_hex(shown["subject"], SALT_BYTES))
    leaves = [
        ListLeaf(leaf["place"], read_hex(leaf["token"], HASH_BYTES), read_hashes(leaf["proof"]))
        for leaf in shown["leaves"]
    ]
    is_proved = {True: has_member, False: lacks_member}[shown["member"]]
    return is_proved(token, leaves, body["count"], read_hex(body["root"], HASH_BYTES))


def check_notices(pack: Pack) -> Iterator[Finding]:
    """Check that each notice is one that an event names by its hash."""
    texts = [event["content"] for event in pack.read_events().values() if "content" in event]
    for name in pack.list_names("notices"):
        quoted = f'"{sha256(pack.files[name]).hexdigest()}"'
        if not any(quoted in text for text in texts):
            raise Fault(f"{name} 不是记录里写明的那一份")
    if pack.list_names("notices"):
        yield Finding(FITS, f"告知：{len(pack.list_names('notices'))} 份都是记录里写明的那一份，一字未改")


def check_outside(pack: Pack) -> Iterator[Finding]:
    """Check that the log the pack speaks of goes on from the checkpoints kept elsewhere, with nothing changed."""
    point, keys = pack.read_point(), pack.read_keys()
    for name in pack.outside:
        yield from guard_check(f"外部检查点 {name}", partial(_check_one, pack, point, keys, name))
    if not pack.outside:
        yield Finding(OPEN, "整本日志后来有没有被改写：没有给出另外保存的检查点（--checkpoint）")


def _check_one(pack: Pack, point: Checkpoint, keys: Keyring, name: str) -> Iterator[Finding]:
    kept = read_checkpoint(pack.outside[name])
    keys.find_signer(pack.outside[name], kept.size)
    if kept.origin != point.origin:
        raise Fault("是另一本日志的")
    if kept.size > point.size:
        raise Fault(
            f"您保存的有 {kept.size} 条，包里的日志只有 {point.size} 条：被截断过，或者这是更早做的包，请对方重出"
        )
    proof: tuple[bytes, ...] = ()
    if kept.size < point.size:
        proof = read_hashes(read_json(pack.read_text(f"consistency/{kept.size}-{point.size}.json"))["proof"])
    if not verify_consistency(kept.size, point.size, proof, (kept.root, point.root)):
        raise Fault("与包里的日志对不上：历史被改写过")
    yield Finding(FITS, f"外部检查点 {name}：{kept}；从那时起日志只有增加，没有改动")


_CHECKS: Final = {
    "文件": check_files,
    "封签": check_seal,
    "密钥": check_keys,
    "检查点": check_point,
    "记录": check_events,
    "名单": check_lists,
    "告知": check_notices,
    "外部检查点": check_outside,
}
