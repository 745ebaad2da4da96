// Dragging cards between half-days. A drop fills the hidden form beside the table and sends it; the server answers with the grid,
// or refuses, and then the card goes back to where it came from.
import { fetchSortable } from "./sortable.js";

const started = new WeakSet();

function send(form, card, slot, position) {
  const values = { session: card.dataset.session, version: card.dataset.version, day: slot.dataset.day, half_day: slot.dataset.halfDay, position };
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  window.htmx.trigger(form, "submit");
}

async function prepare(table) {
  const Sortable = await fetchSortable();
  const form = table.parentElement.querySelector("[data-move-form]");
  let undo = () => {};
  ["htmx:responseError", "htmx:sendError"].forEach((failure) => form.addEventListener(failure, () => undo()));
  table.querySelectorAll(".cards").forEach((slot) => new Sortable(slot, {
    group: "sessions",
    draggable: "[data-session]",
    filter: "a, button",
    preventOnFilter: false,
    delay: 150,
    delayOnTouchOnly: true,
    onEnd: ({ item, from, to, oldDraggableIndex, newDraggableIndex }) => {
      if (from === to && oldDraggableIndex === newDraggableIndex) return;
      undo = () => from.insertBefore(item, from.children[oldDraggableIndex]);
      send(form, item, to, newDraggableIndex);
    },
  }));
  table.dataset.timetable = "ready";
}

export function start(root) {
  root.querySelectorAll("table[data-timetable]").forEach((table) => {
    if (started.has(table)) return;
    started.add(table);
    prepare(table);
  });
}
