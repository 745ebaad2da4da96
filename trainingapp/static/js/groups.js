// Dragging trainees between groups: a drop chooses the group in the trainee's own list, and the form saves as without scripts.
import { fetchSortable } from "./sortable.js";

const started = new WeakSet();

async function prepare(board) {
  const Sortable = await fetchSortable();
  board.querySelectorAll("[data-group]").forEach((list) => new Sortable(list, {
    group: "groups",
    draggable: "[data-member]",
    filter: "select",
    preventOnFilter: false,
    delay: 150,
    delayOnTouchOnly: true,
    onAdd: ({ item, to }) => {
      const choice = item.querySelector("[data-group-choice]");
      choice.value = to.dataset.group;
      choice.dispatchEvent(new Event("input", { bubbles: true }));
    },
  }));
  board.dataset.groups = "ready";
}

export function start(root) {
  root.querySelectorAll("[data-groups]").forEach((board) => {
    if (started.has(board) || !board.querySelector("[data-group-choice]")) return;
    started.add(board);
    prepare(board);
  });
}
