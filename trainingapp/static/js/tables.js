// Tables: a box that narrows rows at once, "select all", and arrow keys between the inputs of a grid.
function narrow(box) {
  const words = box.value.trim().toLowerCase().split(/\s+/);
  document.querySelectorAll(`#${CSS.escape(box.dataset.filters)} tbody tr`).forEach((row) => {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  });
}

function selectAll(box) {
  const rows = [...box.closest("table").querySelectorAll(`input[name="${CSS.escape(box.dataset.selects)}"]`)];
  rows.filter((input) => !input.closest("tr").hidden).forEach((input) => { input.checked = box.checked; });
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Whether an arrow to the side should leave the input: only from the end of its text. */
function atEdge(input, sideways) {
  if (sideways === 0 || input.selectionStart === null) return true;
  return sideways < 0 ? input.selectionEnd === 0 : input.selectionStart === input.value.length;
}

function neighbour(input, [down, right]) {
  const cell = input.closest("td, th");
  let row = cell.parentElement;
  let column = cell.cellIndex;
  for (;;) {
    if (down) row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
    column += right;
    if (!row?.cells[column]) return null;
    const found = row.cells[column].querySelector(".grid-input:not(:disabled)");
    if (found && !row.hidden) return found;
  }
}

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.isComposing || !event.target.matches(".grid-input") || !atEdge(event.target, step[1])) return;
  event.preventDefault();
  const next = neighbour(event.target, step);
  next?.focus();
  next?.select();
});
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filters]")) narrow(event.target);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-selects]")) selectAll(event.target);
});
