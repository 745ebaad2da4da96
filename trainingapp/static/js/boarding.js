// Counting people before the vehicles leave, with or without network. What is tapped is kept on this phone under an id made
// here, drawn at once, and sent until the server says that it has it; sent twice, it is still one. No names are kept here.
const root = document.getElementById("boarding");
const PREFIX = "qinglan-boarding:";
const QUEUE = `${PREFIX}${root.dataset.visit}`;
const CHOICE = `${QUEUE}:choice`;
const MOST = 200; // counts in one request
const PATIENCE = 10_000;
const RETRY = 5_000;
const REFRESH = 15_000;

const part = (name) => root.querySelector(`[data-${name}]`);
let board = JSON.parse(root.dataset.board);
let phones = {};
let trouble = ""; // why counts are still here, in words
let sending = false;
let held = null; // where storage is full or forbidden (private windows), counts live in the page alone

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

const queue = () => held ?? read(QUEUE, []);

/** Change the queue as it is now: another tab of this phone may have changed it meanwhile. */
function keep(change) {
  const changed = change(queue());
  held = held === null && write(QUEUE, changed) ? null : changed;
}

function deviceId() {
  const known = read(`${PREFIX}device`, "");
  if (known) return known;
  const made = newId();
  write(`${PREFIX}device`, made);
  return made;
}
const device = deviceId();

// What holds: the server's words, and over them what was tapped here since.
function wordsNow() {
  const words = new Map(board.words.map((word) => [`${word.departure} ${word.who}`, word]));
  for (const count of queue()) {
    const key = `${count.departure} ${count.who}`;
    words.set(key, { ...count, by: "本机", clash: [], seen: words.get(key)?.seen ?? "0" });
  }
  return words;
}

/** Sort everybody of a departure; who has leave or does not come along is not missed (as visits/rules/boarding.py has it). */
function sortPeople(departure, words) {
  const away = new Set(board.people.filter((person) => person.leave).map((person) => person.key));
  const sorted = { missing: [], aboard: [], away: [], clash: [] };
  for (const { key } of board.departures) {
    const here = key === departure;
    for (const person of board.people) {
      const word = words.get(`${key} ${person.key}`);
      if (word) word.state === "away" ? away.add(person.key) : away.delete(person.key);
      if (!here) continue;
      const list = away.has(person.key) ? "away" : word?.state === "aboard" ? "aboard" : "missing";
      sorted[list].push({ ...person, word });
      if (word?.clash.length) sorted.clash.push({ ...person, word });
    }
    if (here) return sorted;
  }
  return sorted;
}

const vehicleName = (key) => board.vehicles.find((one) => one.key === key)?.name ?? "";
const chosen = () => ({ departure: part("departure").value, vehicle: part("vehicle").value });

function count(person, state, vehicle) {
  const { departure } = chosen();
  const seen = wordsNow().get(`${departure} ${person.key}`)?.seen ?? "0";
  const place = board.departures.find((one) => one.key === departure)?.name ?? "";
  const made = { id: newId(), who: person.key, departure, state, vehicle, place, vehicle_name: vehicleName(vehicle), seen, at: Date.now() };
  keep((counts) => [...counts, made]);
  draw();
  send();
}

// Drawing
function makeButton(text, label, kind, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: `button ${kind}`, textContent: text });
  button.setAttribute("aria-label", label);
  button.addEventListener("click", act);
  return button;
}

function makeCall(person) {
  const link = Object.assign(document.createElement("a"), { className: "button", textContent: "电话", href: `tel:${phones[person.key]}` });
  link.setAttribute("aria-label", `打电话给${person.name}`);
  return link;
}

const words = { aboard: "已上车", away: "不同行", cleared: "没上车" };
const said = (word) => [words[word.state], vehicleName(word.vehicle), word.by, word.at?.length ? word.at : ""].filter(Boolean).join(" ");

function actsFor(list, person) {
  const board = () => count(person, "aboard", chosen().vehicle || person.vehicle);
  if (list === "missing") {
    return [
      ...(phones[person.key] ? [makeCall(person)] : []),
      makeButton("不同行", `${person.name}不同行`, "plain", () => count(person, "away", "")),
      makeButton("上车", `${person.name}上车`, "primary", board),
    ];
  }
  if (list === "others") return [makeButton("上车", `${person.name}上了这辆车`, "", board)];
  if (list === "clash") {
    return [person.word, ...person.word.clash].map((word) =>
      makeButton(said(word), `${person.name}：${said(word)}`, "", () => count(person, word.state, word.vehicle)));
  }
  if (list === "away") return [makeButton("来了", `${person.name}来了`, "plain", () => count(person, "cleared", ""))];
  return [makeButton("撤销", `撤销${person.name}`, "plain", () => count(person, "cleared", ""))];
}

function makeRow(list, person) {
  const row = document.createElement("li");
  const who = document.createElement("span");
  const name = Object.assign(document.createElement("b"), { textContent: `${person.number} ${person.name}` });
  const where = vehicleName(list === "aboard" ? person.word.vehicle : person.vehicle);
  const more = Object.assign(document.createElement("small"), { textContent: [person.group, where, person.leave ? "请假" : ""].filter(Boolean).join(" · ") });
  const acts = Object.assign(document.createElement("span"), { className: "row" });
  acts.append(...actsFor(list, person));
  who.append(name, more);
  row.append(who, acts);
  return row;
}

/** Bring a list up to date without touching the rows that stay: a finger may be on one of them. */
function keepRows(list, fresh) {
  const old = new Map([...list.children].map((row) => [row.outerHTML, row]));
  const wanted = fresh.map((row) => old.get(row.outerHTML) ?? row);
  const staying = new Set(wanted);
  [...list.children].filter((row) => !staying.has(row)).forEach((row) => row.remove());
  wanted.forEach((row, place) => {
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
  });
}

function drawList(name, people) {
  const list = root.querySelector(`[data-list=${name}]`);
  keepRows(list, people.map((person) => makeRow(name, person)));
  root.querySelector(`[data-section=${name}]`).hidden = people.length === 0;
}

function drawTally(sorted, vehicle) {
  const aboard = sorted.aboard.filter((person) => !vehicle || person.word.vehicle === vehicle).length;
  const missing = sorted.missing.length;
  const tally = part("tally");
  const whose = vehicle ? `${vehicleName(vehicle)}：` : "";
  tally.textContent = missing ? `${whose}已上车 ${aboard} 人，还差 ${missing} 人` : `${whose}${aboard} 人到齐，可以发车`;
  tally.className = `tally ${missing ? "bad" : "good"}`;
}

function draw() {
  const { departure, vehicle } = chosen();
  const all = sortPeople(departure, wordsNow());
  const of = (people) => people.filter((person) => !vehicle || person.vehicle === vehicle || person.word?.vehicle === vehicle);
  const shown = Object.fromEntries(Object.entries(all).map(([name, people]) => [name, of(people)]));
  Object.entries(shown).forEach(([name, people]) => drawList(name, people));
  drawList("others", vehicle ? all.missing.filter((person) => person.vehicle !== vehicle) : []);
  drawTally(shown, vehicle);
  drawSync();
}

function drawSync() {
  const waiting = queue().length;
  const sync = part("sync");
  const lost = held === null ? "" : "这台手机存不下记录，送出之前请不要关闭本页。";
  root.dataset.unsynced = waiting;
  sync.className = `banner ${waiting ? "warn" : "good"}`;
  sync.textContent = waiting ? `还有 ${waiting} 条没同步。${trouble || "正在送出……"}${lost}` : trouble || "清点都已保存";
}

function fillChoice(select, options, wanted) {
  select.replaceChildren(...options.map(({ key, name }) => new Option(name, key)));
  if (options.some((one) => one.key === wanted)) select.value = wanted;
}

function drawChoices() {
  const wanted = read(CHOICE, {});
  const now = part("departure").value ? chosen() : wanted;
  fillChoice(part("departure"), board.departures, now.departure);
  fillChoice(part("vehicle"), [{ key: "", name: "全部" }, ...board.vehicles], now.vehicle);
}

// Talking with the server
const OFFLINE = "没有网络，记在这台手机里，联网后自动送出；现在请不要刷新或关闭本页，没有网络重新打不开（已点的不会丢）。";
const SIGNED_OUT = "登录已过期，请刷新本页重新登录，记录还在这台手机里。";

/** Ask the server; an object comes back, or an Error whose message is for the person. */
async function ask(url, body) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
  const options = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers: { Accept: "application/json" } };
  const answer = await fetch(url, { ...options, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }).catch(() => { throw new Error(OFFLINE); });
  if (answer.type === "opaqueredirect") throw new Error(SIGNED_OUT);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.reasons?.join("；") ?? "服务器没有收下，稍后再送。");
  return told;
}

function toSend(made) {
  const { at, ...entry } = made;
  return { ...entry, elapsed: Math.max(0, Math.round((Date.now() - at) / 1000)) };
}

let settled = 0;

function settle(answer) {
  settled += 1;
  const done = new Set([...answer.kept, ...answer.refused]);
  keep((counts) => counts.filter((one) => !done.has(one.id)));
  trouble = answer.refused.length ? `有 ${answer.refused.length} 条没有收下：人已经不在本班，或不归您清点。` : "";
  show(answer.board);
}

function show(fresh) {
  board = fresh;
  drawChoices();
  draw();
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    while (queue().length) settle(await ask(root.dataset.url, { device, counts: queue().slice(0, MOST).map(toSend) }));
  } catch (error) {
    trouble = error.message;
  }
  sending = false;
  drawSync();
}

async function refresh() {
  if (sending || queue().length || document.hidden) return;
  const begun = settled;
  try {
    const fresh = await ask(root.dataset.boardUrl);
    trouble = "";
    if (!queue().length && settled === begun) show(fresh); // an answer older than what was sent meanwhile takes nothing back
  } catch (error) {
    trouble = error.message;
    drawSync();
  }
}

async function bringPhones(button) {
  try {
    phones = (await ask(root.dataset.phonesUrl, {})).phones;
    button.remove();
  } catch (error) {
    trouble = error.message;
  }
  draw();
}

drawChoices();
draw();
send().then(refresh); // the page may be older than what this phone sent last
for (const select of [part("departure"), part("vehicle")]) {
  select.addEventListener("change", () => { write(CHOICE, chosen()); draw(); });
}
part("phones")?.addEventListener("click", (event) => bringPhones(event.target));
window.addEventListener("online", send);
window.addEventListener("storage", draw);
window.addEventListener("beforeunload", (event) => { if (held?.length) event.preventDefault(); });
setInterval(send, RETRY);
setInterval(refresh, REFRESH);
