// Dragging cards between half-days. While a card is dragged every cell says whether it fits there and why not: the server judges
// all cells of the grid at once. A drop fills the hidden form beside the table and sends it; the server answers with the grid,
// or refuses, and then the card goes back to where it came from. The dialog 移动 says the same of the half-day that is chosen in it.
import { fetchSortable } from "./sortable.js";
import { show } from "./toasts.js";

const LOOK_EVERY_MS = 15000;
const SOUND = ["here", "fits"];
const started = new WeakSet();
const homes = new WeakMap(); // card without a place → address that says where it would fit
const asked = new WeakMap(); // card → promise of what the server says of each cell
let dragging = false;

const slotKey = (day, halfDay) => `${day} ${halfDay}`;

async function askFits(address, session, days) {
  const answer = await fetch(`${address.replace("SESSION", session)}?days=${days.join(",")}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return new Map();
  const { cells, free = [] } = await answer.json();
  return new Map(cells.map((cell) => [slotKey(cell.day, cell.half_day), { ...cell, free }]));
}

// A card of the course plan that has no place yet lies beside the grid: it is judged and sent by addresses of its own.
const tableOf = (card) => card.closest("table") ?? document.querySelector("table[data-timetable]");

function fitsOf(card) {
  const table = tableOf(card);
  const address = homes.get(card) ?? card.closest("[data-fits]")?.dataset.fits;
  if (!address) return Promise.resolve(new Map());
  if (!asked.has(card)) {
    const days = [...new Set([...table.querySelectorAll(".cards")].map((slot) => slot.dataset.day))];
    asked.set(card, askFits(address, card.dataset.session, days).catch(() => new Map()));
  }
  return asked.get(card);
}

const wordsOf = (cell) => [cell.label + (cell.time && cell.verdict !== "refuses" ? ` ${cell.time}` : ""), ...cell.reasons];

function colour(slot, cell) {
  const place = slot.closest("td");
  const note = Object.assign(document.createElement("p"), { className: "fit-note" });
  note.dataset.fitNote = "";
  note.append(...wordsOf(cell).map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  place.dataset.verdict = cell.verdict;
  place.append(note);
}

function clear(table) {
  table.querySelectorAll("[data-fit-note]").forEach((note) => note.remove());
  table.querySelectorAll("[data-verdict]").forEach((place) => { delete place.dataset.verdict; });
}

async function showFits(card) {
  dragging = true;
  const fits = await fitsOf(card);
  const table = tableOf(card);
  if (!dragging || !table) return;
  clear(table);
  table.querySelectorAll(".cards").forEach((slot) => {
    const cell = fits.get(slotKey(slot.dataset.day, slot.dataset.halfDay));
    if (cell) colour(slot, cell);
  });
}

function send(form, card, slot, position) {
  const values = { session: card.dataset.session, version: card.dataset.version, day: slot.dataset.day, half_day: slot.dataset.halfDay, position };
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  window.htmx.trigger(form, "submit");
}

/** Let cards be dragged: those of the grid between its cells, those beside it into a cell and not back. */
async function prepare(root, pull) {
  const Sortable = await fetchSortable();
  const form = root.parentElement.querySelector("[data-move-form]");
  let undo = () => {};
  ["htmx:responseError", "htmx:sendError"].forEach((failure) => form.addEventListener(failure, () => undo()));
  root.querySelectorAll("[data-session]").forEach((card) => card.addEventListener("pointerdown", () => {
    if (pull) homes.set(card, card.closest("[data-fits]").dataset.fits);
    asked.delete(card);
    fitsOf(card);
  }));
  const slots = pull ? [root] : root.querySelectorAll(".cards");
  slots.forEach((slot) => new Sortable(slot, {
    group: { name: "sessions", put: !pull },
    sort: !pull,
    draggable: "[data-session]",
    filter: "a, button",
    preventOnFilter: false,
    delay: 150,
    delayOnTouchOnly: true,
    onStart: ({ item }) => showFits(item),
    onEnd: ({ item, from, to, oldDraggableIndex, newDraggableIndex }) => {
      dragging = false;
      clear(tableOf(item));
      if (from === to && oldDraggableIndex === newDraggableIndex) return;
      undo = () => from.insertBefore(item, from.children[oldDraggableIndex]);
      send(form, item, to, newDraggableIndex);
    },
  }));
  root.dataset.timetable = "ready";
}

async function tellInDialog(form) {
  const { session, day, half_day: halfDay } = form.elements;
  const words = form.querySelector("[data-fit-words]");
  const address = document.querySelector(form.closest("#place-planned") ? "#unplaced" : "[data-fits]")?.dataset.fits;
  const wanted = slotKey(day.value, halfDay.value);
  words.textContent = "";
  if (!address || !session.value || !day.value) return;
  const fits = await askFits(address, session.value, [day.value]).catch(() => new Map());
  const cell = fits.get(wanted);
  if (!cell || wanted !== slotKey(day.value, halfDay.value)) return; // another half-day was chosen meanwhile
  const [verdict, ...reasons] = wordsOf(cell);
  words.append(...lines([reasons.length ? `${verdict}：` : verdict, ...reasons]));
  if (cell.ways.length) words.append("可以：", ...cell.ways.flatMap(([text, url]) => [url ? Object.assign(document.createElement("a"), { textContent: text, href: url }) : text, " "]));
  if (SOUND.includes(cell.verdict) || !cell.free.length) return;
  words.append(document.createElement("br"), "没有冲突的时段：", ...cell.free.flatMap((one) => [freeButton(one), " "]));
}

const lines = (texts) => texts.flatMap((text) => [text, document.createElement("br")]);

/** A half-day without conflicts as a button that chooses it in the dialog. */
function freeButton({ text, ...values }) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  made.dataset.fills = JSON.stringify(values);
  return made;
}

// What the dialog of a card of the grid starts with stands in the page once already: on the card, and on the slot it is in.
document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-opens=move-session]");
  if (!opener) return;
  const card = opener.closest("[data-session]");
  const { session, version } = card.dataset;
  const { day, halfDay } = card.closest("[data-day]").dataset;
  opener.dataset.values = JSON.stringify({ session, version, day, half_day: halfDay, title: card.querySelector("b").textContent });
}, true);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens=move-session], [data-opens=place-planned]");
  if (!opener) return;
  const form = document.querySelector(`#${opener.dataset.opens} [data-move-dialog]`);
  if (!form) return;
  const more = form.querySelector("[data-adjust]");
  if (more) more.href = more.dataset.adjust.replace("SESSION", form.elements.session.value);
  tellInDialog(form);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-move-dialog]");
  if (form && event.target.name !== "accepted_reason") tellInDialog(form);
});

function refresh() {
  const wrapper = document.querySelector("[data-stamp-url]");
  if (wrapper) window.htmx.trigger(wrapper, "timetable-changed");
}

// The dialog closes when its card has moved, and the card takes the focus; it stays when the move was refused.
document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
  if (!successful || !elt.matches("[data-move-dialog]")) return;
  elt.closest("dialog").close();
  document.querySelector(`[data-session="${CSS.escape(elt.elements.session.value)}"] .move`)?.focus();
});
// Somebody else was quicker: what he made of it is shown at once.
document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
  if (xhr.status !== 409 || !elt.matches("[data-move-form], [data-move-dialog]")) return;
  elt.closest("dialog")?.close();
  refresh();
});

/** Somebody else works on what is shown: bring the grid up to date while nothing is held or open. */
async function look() {
  const wrapper = document.querySelector("[data-stamp-url]");
  const known = document.querySelector("[data-stamp]");
  if (!wrapper || !known || document.hidden || dragging || document.querySelector("dialog[open]")) return;
  const answer = await fetch(wrapper.dataset.stampUrl, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || (await answer.json()).stamp === known.dataset.stamp || dragging) return;
  refresh();
  show("课表刚有别人的改动，已更新", "note");
}
if (document.querySelector("[data-stamp-url]")) {
  window.setInterval(look, LOOK_EVERY_MS);
  window.addEventListener("focus", look);
}

export function start() {
  document.querySelectorAll("[data-toast]").forEach((message) => {
    show([...message.childNodes], message.dataset.toast);
    message.remove();
  });
  [...document.querySelectorAll("table[data-timetable], #unplaced > .cards")].filter((one) => !started.has(one)).forEach((one) => {
    started.add(one);
    prepare(one, one.tagName === "UL");
  });
}
