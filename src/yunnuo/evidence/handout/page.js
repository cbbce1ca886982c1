// The page around the checks: takes files, shows what was found. Shows text as text, never as markup.

const given = { pack: null, outside: new Map() };
const part = (id) => document.getElementById(id);
const MAX_NOTE = 2 ** 16;
let turn = 0;

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

// A file is what it looks like, wherever it was given; what looks like neither is named and left out of the checks.
async function takeFiles(files, asNotes) {
  const refused = [];
  for (const file of files) {
    const kind = await sortFile(file, asNotes);
    if (kind === "pack") given.pack = { name: file.name, data: file.size > MAX_BYTES ? new Uint8Array() : new Uint8Array(await file.arrayBuffer()) };
    else if (kind === "note") given.outside.set(file.name, await file.text());
    else refused.push(file.name);
  }
  part("refused").textContent = refused.length
    ? `没有用上：${refused.join("、")}。它既不是证据包（.zip 文件），也不是检查点（末尾有签名的一小段文字）。请看是不是选错了文件。`
    : "";
  part("refused").hidden = !refused.length;
  await check();
}

async function sortFile(file, asNotes) {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (/\.zip$/i.test(file.name) || (head[0] === 0x50 && head[1] === 0x4b)) return "pack";
  if (file.size > MAX_NOTE) return "neither";
  const text = await file.text();
  // Of a text chosen as a checkpoint the checks say what is wrong with it; any other has to look signed.
  return (asNotes && !/[\0\ufffd]/u.test(text) && text.trim()) || /\n\n— /u.test(text) ? "note" : "neither";
}

async function check() {
  const mine = ++turn, fingerprints = part("key").value.trim() ? [part("key").value.trim()] : [];
  const outside = [...given.outside];
  if (part("note").value.trim()) outside.push(["（粘贴的）", `${part("note").value.replace(/\r\n/g, "\n").replace(/\s+$/u, "")}\n`]);
  showKept();
  if (!given.pack) return;
  part("result").setAttribute("aria-busy", "true");
  const { findings, pack } = await verifyPack(given.pack.data, outside, fingerprints);
  if (mine !== turn) return;  // something was added meanwhile; the later check shows
  showFindings(findings);
  showEvents(findings.some(({ state }) => state === BROKEN) ? null : pack);
  part("result").removeAttribute("aria-busy");
}

function showKept() {
  const names = [...given.outside.keys()];
  part("kept").textContent = names.length ? `已选：${names.join("、")}` : "";
  part("chosen").textContent = given.pack ? given.pack.name : "";
  part("drop").classList.toggle("done", given.pack !== null);
}

function showFindings(findings) {
  const count = (wanted) => findings.filter(({ state }) => state === wanted).length;
  const broken = count(BROKEN), open = count(OPEN);
  // A forger's pack, sealed with a key of his own, is sound in itself: what was not checked is never called proved.
  const [style, word, more] = broken
    ? ["broken", "不成立", `有 ${broken} 处不符`]
    : open ? ["open", "没有发现不符", `但有 ${open} 处没有核对`] : ["fits", "成立", "全部相符"];
  part("verdict").className = `verdict ${style}`;
  part("verdict").replaceChildren(make("b", "", word), make("span", "", more));
  const rank = (state) => [BROKEN, OPEN, FITS].indexOf(state);
  const rows = [...findings].sort((one, other) => rank(one.state) - rank(other.state)).map(({ state, text }) => {
    const name = { [FITS]: "fits", [BROKEN]: "broken", [OPEN]: "open" }[state];
    return make("li", name, make("span", "state", state), make("span", "text", text));
  });
  part("findings").replaceChildren(...rows);
  part("result").hidden = false;
}

function showEvents(pack) {
  part("contents").hidden = pack === null;
  if (pack === null) return;
  const rows = [...pack.readEvents().values()].map((event) => {
    if ("erased" in event) return make("li", "", make("b", "", `第 ${event.seq} 号`), make("span", "gone", `内容已删除（见第 ${event.erased} 号）`));
    const { body } = readJson(event.content), [done, about] = tellEvent(event.kind, body);
    const head = make("summary", "", make("b", "", `第 ${event.seq} 号`), make("span", "done", done), make("time", "", showMoment(event.at)));
    if (about) head.append(make("span", "about", about));
    const whole = make("pre", "", `${event.kind} ${JSON.stringify(body, null, 2)}`);
    return make("li", "", make("details", "", head, whole));
  });
  part("events").replaceChildren(...rows);
}

function start() {
  if (!globalThis.crypto?.subtle || !Object.hasOwn || typeof BigInt !== "function") {
    part("old").hidden = false;
    part("work").hidden = true;
    return;
  }
  for (const id of ["pack", "notes"]) {
    part(id).addEventListener("change", ({ target }) => {
      takeFiles([...target.files], id === "notes");
      target.value = "";  // or choosing a file of the same name again would go unnoticed
    });
  }
  for (const id of ["key", "note"]) part(id).addEventListener("input", check);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    part("drop").classList.add("over");
  });
  document.addEventListener("dragleave", () => part("drop").classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    part("drop").classList.remove("over");
    takeFiles([...event.dataTransfer.files], false);
  });
}

start();
