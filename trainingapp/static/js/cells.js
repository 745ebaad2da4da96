// The class register: a click on a cell, or Enter on the one that the arrow keys reached, opens that trainee's half-day.
// A cell says nothing of itself: its row has the trainee's id, its column's head links to the roll call.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const markable = (element) => element.closest?.("table[data-cells] tbody td.m") ?? null;

function open(cell) {
  const heads = cell.closest("table").tHead.rows[1].cells;
  const link = heads[cell.cellIndex - 1]?.querySelector("a");
  if (link) location.assign(`${link.pathname}/trainees/${cell.parentElement.id}`);
}

function step(cell, [down, right]) {
  const body = cell.closest("tbody");
  const row = body.rows[cell.parentElement.sectionRowIndex + down];
  const next = row?.cells[cell.cellIndex + right];
  if (!next?.matches("td.m")) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

document.addEventListener("click", (event) => {
  const cell = markable(event.target);
  if (cell) open(cell);
});

document.addEventListener("keydown", (event) => {
  const cell = markable(event.target);
  if (!cell) return;
  if (event.key === "Enter") open(cell);
  else if (STEPS[event.key]) step(cell, STEPS[event.key]);
  else return;
  event.preventDefault();
});

export function start(root) {
  for (const table of root.querySelectorAll("table[data-cells]")) {
    const first = table.querySelector("tbody tr:target td.m") ?? table.querySelector("tbody td.m");
    if (first) first.tabIndex = 0;
  }
}
