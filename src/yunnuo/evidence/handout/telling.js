// What an entry says, in words: what was done, and with what. A word the page does not know stays as it was recorded;
// what an entry does not say is left out. Believes nothing about the shape of an entry.

const toWord = (list, id) => (Object.hasOwn(WORDS[list], id) ? WORDS[list][id] : id);
const findWord = (list, id) => (typeof id === "string" && Object.hasOwn(WORDS[list], id) ? WORDS[list][id] : null);
const splitWords = (held) => (typeof held === "string" ? held.split(";").filter(Boolean) : []);

function tellEvent(kind, body) {
  const held = body !== null && typeof body === "object" ? body : {};
  const name = { "consent.given": tellGiven, "consent.stop": tellStop, "people.membership": tellMember }[kind];
  return [name?.(held) ?? toWord("kinds", kind), describeBody(kind, held)];
}

const tellGiven = ({ kind, separate }) => (separate === true && kind === "consent" ? "单独同意" : findWord("given", kind));
const tellMember = ({ state }) => findWord("memberships", state);

function tellStop({ kind, channels, recipients, categories }) {
  const word = findWord("stops", kind), limited = splitWords(recipients).length > 0 || splitWords(categories).length > 0;
  return word && channels === "none" && limited ? `${word}单独同意` : word;
}

function describeBody(kind, body) {
  const text = (value) => (typeof value === "string" ? value : "");
  const whom = splitWords(body.recipients).join("、");
  const parts = [
    kind === "list.published" || kind.startsWith("card.") ? [body.name, body.batch].map(text).filter(Boolean).map((held) => `「${held}」`).join("") : "",
    describeReach(kind, body),
    whom ? `提供给：${whom}` : "",
    text(body.handler) || text(body.shop),
    [body.version, body.notice_version].map(text).filter(Boolean).map((held) => `告知 ${held}`).join(""),
    kind === "list.published" && Number.isSafeInteger(body.count) ? `${body.count} 人` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

function describeReach(kind, body) {
  if (!["list.published", "consent.given", "consent.stop"].includes(kind)) return "";
  const stopped = kind === "consent.stop", several = (list, held) => splitWords(held).map((id) => toWord(list, id)).join("、");
  const purposes = several("purposes", body.purposes ?? body.purpose) || (stopped ? "全部目的" : "");
  const channels = several("channels", body.channels ?? body.channel) || (stopped ? "全部渠道" : "");
  return [purposes, stopped && body.channels === "none" ? "" : channels].filter(Boolean).join(" · ");
}
