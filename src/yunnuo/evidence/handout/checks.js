// Checks a proof pack in the browser: the same checks, in the same order and words, as verify.py. Asks no network and
// keeps nothing. Of the library above only verifyAsync (Ed25519), bytesToHex and concatBytes are used.

const FITS = "相符", BROKEN = "不符", OPEN = "未核";
const FORMAT = "yunnuo.pack/1", ROTATION = "yunnuo.rotation/1", ERASED = "ledger.erased";
const SUBJECTS = { person: "一个人", campaign: "一次营销活动", notice: "一份告知" };
const MANIFEST = "manifest.json", SIGNATURE = "signature.txt";
const MAX_BYTES = 2 ** 28, HASH_BYTES = 32, SALT_BYTES = 16, MIN_FINGERPRINT = 32;
const SLUG = "[a-z0-9][a-z0-9_-]{0,63}";
const NAME = new RegExp(
  "^(?:manifest\\.json|signature\\.txt|checkpoint\\.txt|keys\\.txt|README\\.txt|verify\\.(?:py|html)|rotations/[0-9]{4}\\.txt" +
  `|events/[0-9]{4,8}\\.json|lists/${SLUG}\\.json|notices/${SLUG}\\.(?:html|json)|consistency/[0-9]+-[0-9]+\\.json)$`);
const SIGNATURES = /^(?:— [^\s+]+ [A-Za-z0-9+/]+=*\n){1,16}$/u;
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/u;

class Fault extends Error {}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const toText = (bytes) => decoder.decode(bytes);
const toBytes = (text) => encoder.encode(text);
const toHex = bytesToHex;
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", concatBytes(...parts)));
const sameBytes = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
const compareHex = (one, other) => (toHex(one) < toHex(other) ? -1 : toHex(one) > toHex(other) ? 1 : 0);
const isWhole = (value) => Number.isSafeInteger(value);

function demand(holds, problem) {
  if (!holds) throw new Fault(problem);
}

function fromHex(code, length) {
  demand(typeof code === "string" && /^(?:[0-9a-f]{2})*$/.test(code) && code.length === length * 2, "有一个散列值的写法不对");
  return Uint8Array.from(code.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function fromBase64(code) {
  const raw = atob(code);
  demand(btoa(raw) === code, "base64 的写法不对");
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

// ZIP: exactly one for given files. What was read is written anew and compared, so nothing in it has to be believed.

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function checksum(bytes) {
  let value = ~0;
  for (const byte of bytes) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  return ~value >>> 0;
}

function packNumbers(...pairs) {
  const view = new DataView(new ArrayBuffer(pairs.reduce((sum, [width]) => sum + width, 0)));
  let at = 0;
  for (const [width, value] of pairs) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return new Uint8Array(view.buffer);
}

function writeZip(files) {
  const body = [], directory = [];
  let length = 0;
  for (const name of [...files.keys()].sort()) {
    demand(NAME.test(name), "有不该有的文件名");
    const data = files.get(name), title = toBytes(name);
    const common = [[2, 0], [2, 0], [2, 0], [2, 0x21], [4, checksum(data)], [4, data.length], [4, data.length], [2, title.length], [2, 0]];
    directory.push(packNumbers([4, 0x02014b50], [2, 10], [2, 10], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, length]), title);
    body.push(packNumbers([4, 0x04034b50], [2, 10], ...common), title, data);
    length += 30 + title.length + data.length;
  }
  const tail = directory.reduce((sum, part) => sum + part.length, 0);
  const end = packNumbers([4, 0x06054b50], [2, 0], [2, 0], [2, files.size], [2, files.size], [4, tail], [4, length], [2, 0]);
  return concatBytes(...body, ...directory, end);
}

function readZip(data) {
  const files = new Map(), view = new DataView(data.buffer, data.byteOffset, data.length);
  let at = 0;
  while (data.length <= MAX_BYTES && at + 30 <= data.length && view.getUint32(at, true) === 0x04034b50) {
    const start = at + 30 + view.getUint16(at + 26, true), end = start + view.getUint32(at + 18, true);
    files.set(toText(data.subarray(at + 30, start)), data.subarray(start, end));
    at = end;
  }
  demand(files.size && sameBytes(writeZip(files), data), "不是原样的证据包：被改动、截断或者重新压缩过");
  return files;
}

// JSON: exactly one text for a given value, whole numbers only.

function comparePoints(one, other) {
  const left = [...one], right = [...other];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const gap = left[at].codePointAt(0) - right[at].codePointAt(0);
    if (gap) return gap;
  }
  return left.length - right.length;
}

function writeJson(value) {
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const keys = Object.keys(value).sort(comparePoints);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${writeJson(value[key])}`).join(",")}}`;
  }
  demand(typeof value !== "number" || isWhole(value), "有不能精确读出的数");
  return JSON.stringify(value);
}

function readJson(text) {
  const value = JSON.parse(text);
  demand(writeJson(value) === text, "JSON 的写法不对");
  return value;
}

const hasKeys = (value, keys) => writeJson(Object.keys(value).sort()) === writeJson(keys.split(" ").sort());

// Merkle trees: RFC 9162, section 2.1.

const leafHash = (data) => sha256(Uint8Array.of(0), data);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);
const half = (value) => Math.floor(value / 2);  // >> would cut numbers to 32 bits

async function climb(index, last, path, seed) {
  let left = seed, whole = seed;
  for (const sibling of path) {
    if (last === 0) return [new Uint8Array(), new Uint8Array(), 1];
    if (index % 2 || index === last) {
      [left, whole] = [await nodeHash(sibling, left), await nodeHash(sibling, whole)];
      while (index && index % 2 === 0) [index, last] = [half(index), half(last)];
    } else whole = await nodeHash(whole, sibling);
    [index, last] = [half(index), half(last)];
  }
  return [left, whole, last];
}

async function verifyInclusion(leaf, index, size, proof, root) {
  if (!isWhole(index) || !isWhole(size) || index < 0 || index >= size) return false;
  const [, top, rest] = await climb(index, size - 1, proof, leaf);
  return rest === 0 && sameBytes(top, root);
}

async function verifyConsistency(old, now, proof) {
  if (old.size === 0 || old.size === now.size) {
    return !proof.length && sameBytes(old.root, old.size ? now.root : await sha256());
  }
  let index = old.size;
  while (index % 2 === 0) index = half(index);
  const path = index === 1 ? [old.root, ...proof] : [...proof];
  if (old.size > now.size || !path.length) return false;
  index = old.size - 1;
  let last = now.size - 1;
  while (index % 2) [index, last] = [half(index), half(last)];
  const [left, whole, rest] = await climb(index, last, path.slice(1), path[0]);
  return rest === 0 && sameBytes(left, old.root) && sameBytes(whole, now.root);
}

async function areHeld(leaves, count, root) {
  for (const leaf of leaves) {
    if (!(await verifyInclusion(await leafHash(leaf.token), leaf.place, count, leaf.proof, root))) return false;
  }
  return true;
}

async function hasMember(token, leaves, count, root) {
  return leaves.length === 1 && sameBytes(leaves[0].token, token) && areHeld(leaves, count, root);
}

async function lacksMember(token, leaves, count, root) {
  if (count === 0) return !leaves.length && sameBytes(root, await sha256());
  demand(leaves.length === 1 || leaves.length === 2, "名单证明的格式不对");
  const first = leaves[0], last = leaves[leaves.length - 1];
  const after = compareHex(token, first.token), before = compareHex(token, last.token);
  const gap = leaves.length === 1
    ? (first.place === 0 && after < 0) || (first.place === count - 1 && after > 0)
    : last.place === first.place + 1 && after > 0 && before < 0;
  return gap && areHeld(leaves, count, root);
}

// Signed notes, keys and checkpoints: C2SP signed-note and tlog-checkpoint.

function splitNote(note) {
  const at = note.lastIndexOf("\n\n"), tail = note.slice(at + 2);
  demand(at > 0 && SIGNATURES.test(tail) && !CONTROL.test(note), "签名文本的格式不对");
  const lines = tail.slice(0, -1).split("\n").map((line) => line.split(" "));
  return { text: note.slice(0, at + 1), signatures: lines.map(([, name, code]) => [name, fromBase64(code)]) };
}

async function readKey(line) {
  const [name, id, ...rest] = line.split("+"), held = fromBase64(rest.join("+")), raw = held.slice(1);
  const fingerprint = toHex(await sha256(toBytes(name), Uint8Array.of(10, 1), raw));
  demand(held[0] === 1 && raw.length === HASH_BYTES && /^[^\s+]{1,200}$/u.test(name) && id === fingerprint.slice(0, 8), "公钥的格式不对");
  return { name, raw, line, fingerprint, id };
}

async function hasSigned(key, note) {
  const { text, signatures } = splitNote(note);
  const mine = signatures.filter(([name, held]) => name === key.name && toHex(held.slice(0, 4)) === key.id);
  for (const [, held] of mine) {
    if (held.length !== 68 || !(await verifyAsync(held.slice(4), toBytes(text), key.raw, { zip215: false }))) return false;
  }
  return mine.length > 0;
}

function readCheckpoint(note) {
  const lines = splitNote(note).text.slice(0, -1).split("\n");
  demand(lines.length >= 3 && lines.every(Boolean) && /^(?:0|[1-9][0-9]{0,14})$/.test(lines[1]), "检查点的格式不对");
  const root = fromBase64(lines[2]);
  demand(root.length === HASH_BYTES, "检查点的格式不对");
  return { origin: lines[0], size: Number(lines[1]), root, extras: lines.slice(3) };
}

const describePoint = (point) =>
  [`共 ${point.size} 条`, `根 ${toHex(point.root).slice(0, 16)}…`, ...point.extras].join("，");

async function findSigner(ring, note, size) {
  let late = false;
  for (const [at, key] of ring.keys.entries()) {
    if (!(await hasSigned(key, note))) continue;
    if ((ring.sizes[at - 1] ?? 0) <= size && size <= (ring.sizes[at] ?? size)) return key;
    late = true;
  }
  throw new Fault(late ? "签名的密钥当时不在任期内" : "没有包内密钥的有效签名");
}

// The pack and its checks.

class Pack {
  constructor(files, outside, fingerprints) {
    Object.assign(this, { files, outside, fingerprints, manifest: readJson(toText(files.get(MANIFEST) ?? toBytes(""))) });
  }

  readText(name) {
    demand(this.files.has(name), `缺 ${name}`);
    return toText(this.files.get(name));
  }

  listNames(folder) {
    return [...this.files.keys()].filter((name) => name.startsWith(`${folder}/`)).sort();
  }

  readPoint() {
    const point = readCheckpoint(this.readText("checkpoint.txt"));
    demand(point.size === this.manifest.checkpoint, "检查点和清单说的条数不同");
    return point;
  }

  async readKeys() {
    const lines = this.readText("keys.txt"), names = this.listNames("rotations"), sizes = [];
    const keys = await Promise.all(lines.slice(0, -1).split("\n").map(readKey));
    demand(names.every((name, at) => name === `rotations/${String(at + 1).padStart(4, "0")}.txt`), "轮换声明的编号不连续");
    const distinct = new Set(keys.map((key) => key.line)).size, owners = new Set(keys.map((key) => key.name)).size;
    demand(lines.endsWith("\n") && names.length === distinct - 1 && distinct === keys.length && owners === 1, "密钥和轮换声明对不上");
    for (const [at, name] of names.entries()) sizes.push(await readRotation(this.readText(name), keys[at], keys[at + 1]));
    demand(sizes.every((size, at) => at === 0 || sizes[at - 1] <= size), "轮换声明的次序不对");
    return { keys, sizes };
  }

  readEvents() {
    const names = this.listNames("events"), events = new Map();
    let last = 0;
    for (let number = 1; number <= names.length; number++) {
      const event = readJson(this.readText(`events/${String(number).padStart(4, "0")}.json`));
      demand(isWhole(event.seq) && (last === 0 || event.seq > last), "记录没有按序号排列，或者一条也没有");
      events.set((last = event.seq), event);
    }
    demand(events.size, "记录没有按序号排列，或者一条也没有");
    return events;
  }
}

async function readRotation(note, old, next) {
  const { text } = splitNote(note), size = Number(text.split("\n")[1].replace(/^size /, ""));
  const expected = `${ROTATION}\nsize ${size}\nold ${old.line}\nnew ${next.line}\n`;
  const holds = isWhole(size) && size >= 0 && text === expected && (await hasSigned(old, note)) && (await hasSigned(next, note));
  demand(holds, `密钥 ${old.id} 到 ${next.id} 的轮换声明不成立`);
  return size;
}

async function checkFiles(pack, report) {
  const { manifest } = pack;
  demand(hasKeys(manifest, "format subject created_at checkpoint files"), "清单的栏目不对");
  demand(manifest.format === FORMAT && Object.hasOwn(SUBJECTS, manifest.subject.kind), "这个版本的格式本程序不认识");
  const found = {};
  for (const [name, data] of pack.files) if (name !== MANIFEST && name !== SIGNATURE) found[name] = toHex(await sha256(data));
  const names = new Set([...Object.keys(manifest.files), ...Object.keys(found)]);
  const wrong = [...names].filter((name) => manifest.files[name] !== found[name]).sort();
  demand(!wrong.length, `缺少、多出或者改动了 ${wrong.length} 个：${wrong.slice(0, 10).filter((name) => NAME.test(name)).join("、")}`);
  const about = SUBJECTS[manifest.subject.kind], made = showMoment(manifest.created_at);
  report(FITS, `文件：关于${about}的证据包，${made} 制作；${Object.keys(found).length} 个文件都在，没有多出的，内容与清单一致`);
}

async function checkSeal(pack, report) {
  const note = pack.readText(SIGNATURE), key = (await pack.readKeys()).keys.at(-1);
  const expected = `${FORMAT}\n${toHex(await sha256(pack.files.get(MANIFEST)))}\n`;
  demand(splitNote(note).text === expected && (await hasSigned(key, note)), "清单没有最新一把密钥的有效签名");
  report(FITS, `封签：清单由密钥 ${key.id} 签名，签名以后没有改动`);
}

async function checkKeys(pack, report) {
  const { keys } = await pack.readKeys();
  if (keys.length > 1) report(FITS, `密钥轮换：${keys.length - 1} 次，每次都由新旧两把密钥签名`);
  for (const given of pack.fingerprints) {
    const wanted = given.replace(/[\s:]/gu, "").toLowerCase();
    demand(keys.some((key) => key.fingerprint.startsWith(wanted)), "包内没有您给的指纹");
    if (wanted.length < MIN_FINGERPRINT) {  // others may begin like it: neither proof nor forgery
      report(OPEN, `密钥是不是对方的：还没有核对，指纹只给了开头 ${wanted.length} 位。请给全部 64 位，至少前 ${MIN_FINGERPRINT} 位`);
    } else report(FITS, `密钥：有您给的指纹 ${wanted.slice(0, 8)}…，其余密钥由轮换声明与它相连`);
  }
  if (!pack.fingerprints.length) report(OPEN, `密钥是不是对方的：请与对方公布的指纹比对：${keys.at(-1).fingerprint}`);
}

async function checkPoint(pack, report) {
  const point = pack.readPoint(), key = await findSigner(await pack.readKeys(), pack.readText("checkpoint.txt"), point.size);
  demand(point.origin === key.name, "检查点是另一本日志的");
  report(FITS, `检查点：${point.origin} ${describePoint(point)}，由密钥 ${key.id} 签名`);
}

const readHashes = (codes) => codes.map((code) => fromHex(code, HASH_BYTES));

async function checkEvents(pack, report) {
  const point = pack.readPoint(), events = pack.readEvents();
  let erased = 0;
  for (const [seq, event] of events) {
    const gone = "erased" in event, commitment = gone ? erasedCommitment(seq, event, events) : await shownCommitment(seq, event);
    const held = await verifyInclusion(await leafHash(commitment), seq - 1, point.size, readHashes(event.proof), point.root);
    demand(held, `第 ${seq} 号不在日志里，或者内容改过`);
    erased += gone;
  }
  report(FITS, `记录：${events.size - erased} 条都在日志里，内容、时间、次序与写入时一致`);
  if (erased) report(FITS, `删除：另有 ${erased} 条的内容已经删除，位置还在日志里，也有删除记录`);
}

async function shownCommitment(seq, event) {
  const content = readJson(event.content), stated = { at: event.at, body: content.body, kind: event.kind, seq };
  const holds = hasKeys(event, "seq kind at salt content proof") && writeJson(stated) === event.content;
  demand(holds, `第 ${seq} 号的种类、时间或序号与它的内容不同`);
  return sha256(fromHex(event.salt, SALT_BYTES), toBytes(event.content));
}

function erasedCommitment(seq, event, events) {
  const tomb = events.get(event.erased) ?? {};
  demand(hasKeys(event, "seq commitment erased proof") && "content" in tomb && tomb.seq > seq, `第 ${seq} 号的内容没有了，也没有删除记录`);
  const named = tomb.kind === ERASED && readJson(tomb.content).body.erased.includes(seq);
  demand(named, `第 ${seq} 号的删除记录说的不是它`);
  return fromHex(event.commitment, HASH_BYTES);
}

async function checkLists(pack, report) {
  const names = pack.listNames("lists"), events = pack.readEvents(), subject = pack.manifest.subject.token;
  for (const name of names) {
    const shown = readJson(pack.readText(name)), { body } = readJson(events.get(shown.event).content);
    demand(shown.subject === subject && `lists/${body.name}.json` === name, `${name} 说的是另一个人或者另一份名单`);
    const token = await sha256(fromHex(body.salt, SALT_BYTES), fromHex(shown.subject, SALT_BYTES));
    const leaves = shown.leaves.map(({ place, token: held, proof }) => ({ place, token: fromHex(held, HASH_BYTES), proof: readHashes(proof) }));
    demand(typeof shown.member === "boolean" && isWhole(body.count), `${name} 的证明不成立`);
    const holds = await (shown.member ? hasMember : lacksMember)(token, leaves, body.count, fromHex(body.root, HASH_BYTES));
    demand(holds, `${name} 的证明不成立`);
    report(FITS, `名单：此人${shown.member ? "在" : "不在"}「${body.name}」里（共 ${body.count} 人，第 ${shown.event} 号记录）`);
  }
  const bodies = [...events.values()].filter((event) => "content" in event).map((event) => readJson(event.content).body);
  if (names.length && !bodies.some((body) => body?.subject === subject)) {
    report(OPEN, "名单用的代号是不是此人的：包里没有写明代号的记录");
  }
}

async function checkNotices(pack, report) {
  const names = pack.listNames("notices");
  const texts = [...pack.readEvents().values()].filter((event) => "content" in event).map((event) => event.content);
  for (const name of names) {
    const quoted = `"${toHex(await sha256(pack.files.get(name)))}"`;
    demand(texts.some((text) => text.includes(quoted)), `${name} 不是记录里写明的那一份`);
  }
  if (names.length) report(FITS, `告知：${names.length} 份都是记录里写明的那一份，一字未改`);
}

async function checkOutside(pack, report) {
  const point = pack.readPoint(), ring = await pack.readKeys();
  for (const [name, note] of pack.outside) {
    await guard(`外部检查点 ${name}`, () => checkOne(pack, point, ring, [name, note], report), report);
  }
  if (!pack.outside.length) report(OPEN, "整本日志后来有没有被改写：没有给出另外保存的检查点");
}

async function checkOne(pack, point, ring, [name, note], report) {
  const kept = readCheckpoint(note);
  await findSigner(ring, note, kept.size);
  demand(kept.origin === point.origin, "是另一本日志的");
  const cut = `您保存的有 ${kept.size} 条，包里的日志只有 ${point.size} 条：被截断过，或者这是更早做的包，请对方重出`;
  demand(kept.size <= point.size, cut);
  const file = `consistency/${kept.size}-${point.size}.json`;
  const proof = kept.size === point.size ? [] : readHashes(readJson(pack.readText(file)).proof);
  demand(await verifyConsistency(kept, point, proof), "与包里的日志对不上：历史被改写过");
  report(FITS, `外部检查点 ${name}：${describePoint(kept)}；从那时起日志只有增加，没有改动`);
}

async function guard(title, check, report) {
  try {
    await check();
  } catch (problem) {
    report(BROKEN, `${title}：${problem instanceof Fault ? problem.message : "格式不对，读不出来"}`);
  }
}

function showMoment(instant) {
  demand(isWhole(instant), "时间的写法不对");
  return new Date(Math.floor(instant / 1000) + 8 * 3600 * 1000).toISOString().slice(0, 19).replace("T", " ");
}

const CHECKS = [
  ["文件", checkFiles], ["封签", checkSeal], ["密钥", checkKeys], ["检查点", checkPoint],
  ["记录", checkEvents], ["名单", checkLists], ["告知", checkNotices], ["外部检查点", checkOutside],
];

async function verifyPack(data, outside, fingerprints) {
  const findings = [];
  const report = (state, text) => findings.push({ state, text });
  let pack;
  await guard("证据包", () => { pack = new Pack(readZip(data), outside, fingerprints); }, report);
  if (pack) for (const [title, check] of CHECKS) await guard(title, () => check(pack, report), report);
  return { findings, pack };
}
