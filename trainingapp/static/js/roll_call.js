// Roll call: one tab stop per trainee, a letter per mark, everything undoable. The marks live in hidden inputs.
const past = new WeakMap(); // table -> list of steps, each a list of [input, earlier value]

const rowsOf = (table) => [...table.tBodies].flatMap((body) => [...body.rows]);
const inputOf = (row) => row.querySelector("input[type=hidden]");
const isFixed = (row) => "fixed" in inputOf(row).dataset;
const buttonsOf = (row) => [...row.querySelectorAll(".marks button")];

function makeRemark(row, input) {
  const remark = Object.assign(document.createElement("input"), {
    className: "remark", name: input.name.replace("mark-", "remark-"), value: input.dataset.remark ?? "", placeholder: "备注", maxLength: 200,
  });
  remark.setAttribute("aria-label", `${row.cells[1].textContent.trim()} 的备注`);
  row.cells[3].append(remark);
}

/** Draw a row from the value of its hidden input. */
function draw(row) {
  const input = inputOf(row);
  const buttons = buttonsOf(row);
  buttons.forEach((button) => button.setAttribute("aria-checked", String(button.value === input.value)));
  const stop = buttons.find((button) => button.value === input.value) ?? buttons[0];
  buttons.forEach((button) => { button.tabIndex = button === stop ? 0 : -1; });
  const exception = input.value !== "" && input.value !== buttons[0].value;
  row.classList.toggle("exception", exception);
  const remark = row.querySelector(".remark");
  if (exception && !remark) makeRemark(row, input);
  if (remark) remark.hidden = !exception && !remark.value;
}

function count(table) {
  const rows = rowsOf(table).filter((row) => !row.hidden);
  const kinds = buttonsOf(rowsOf(table)[0]).map((button) => [button.value, button.textContent]);
  const of = (value) => rows.filter((row) => inputOf(row).value === value).length;
  const parts = kinds.map(([value, label]) => [label, of(value)]).filter(([, number]) => number > 0);
  const named = parts.reduce((sum, [, number]) => sum + number, of("")); // a mark that only the office sets has no button
  const others = rows.length > named ? [["其他", rows.length - named]] : [];
  const text = [["应到", rows.length], ...parts, ...others, ["未点名", of("")]].map((pair) => pair.join(" ")).join(" · ");
  const bar = table.closest("form, main").querySelector("[data-roll-bar]");
  if (!bar) return;
  bar.querySelector("[data-roll-counts]").textContent = text;
  bar.querySelector("[data-roll-undo]").disabled = past.get(table).length === 0;
}

/** Set marks as one step that can be undone. */
function set(table, changes) {
  const step = changes.filter(([row, value]) => inputOf(row).value !== value).map(([row, value]) => {
    const input = inputOf(row);
    const earlier = input.value;
    input.value = value;
    draw(row);
    return [row, earlier];
  });
  if (step.length > 0) past.get(table).push(step);
  count(table);
  table.dispatchEvent(new Event("marked", { bubbles: true }));
}

function undo(table) {
  const step = past.get(table).pop();
  if (!step) return;
  step.forEach(([row, earlier]) => { inputOf(row).value = earlier; draw(row); });
  count(table);
  focusOn(step[0][0]);
  table.dispatchEvent(new Event("marked", { bubbles: true }));
}

function focusOn(row) {
  row?.querySelector(".marks [tabindex='0']")?.focus();
}

function nextRow(row, direction) {
  const rows = rowsOf(row.closest("table"));
  let place = rows.indexOf(row);
  do place += direction; while (rows[place] && (rows[place].hidden || isFixed(rows[place])));
  return rows[place];
}

function press(event, table, row) {
  const button = buttonsOf(row).find((one) => one.dataset.key === event.key.toLowerCase());
  if (event.key === "ArrowDown" || event.key === "ArrowUp") focusOn(nextRow(row, event.key === "ArrowDown" ? 1 : -1));
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft") slide(table, row, event.key === "ArrowRight" ? 1 : -1);
  else if (event.key === "Backspace" || event.key === "Delete") { set(table, [[row, ""]]); focusOn(row); }
  else if (button) { set(table, [[row, button.value]]); focusOn(nextRow(row, 1) ?? row); }
  else return;
  event.preventDefault();
}

function slide(table, row, direction) {
  const buttons = buttonsOf(row);
  const place = buttons.findIndex((button) => button.value === inputOf(row).value);
  set(table, [[row, buttons[(place + direction + buttons.length) % buttons.length].value]]);
  focusOn(row);
}

function listen(table) {
  table.addEventListener("click", (event) => {
    const button = event.target.closest(".marks button");
    if (!button) return;
    const row = button.closest("tr");
    set(table, [[row, inputOf(row).value === button.value ? "" : button.value]]);
    focusOn(row);
  });
  table.addEventListener("keydown", (event) => {
    if (!event.target.matches(".marks button") || event.altKey || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "z") { event.preventDefault(); undo(table); }
    } else press(event, table, event.target.closest("tr"));
  });
  table.addEventListener("restored", (event) => { draw(event.target.closest("tr")); count(table); });
}

function listenToBar(table) {
  const bar = table.closest("form, main").querySelector("[data-roll-bar]");
  bar?.querySelector("[data-roll-all]").addEventListener("click", () => {
    const unmarked = rowsOf(table).filter((row) => inputOf(row).value === "" && !row.hidden);
    set(table, unmarked.map((row) => [row, inputOf(row).dataset.expected ?? buttonsOf(row)[0].value]));
  });
  bar?.querySelector("[data-roll-group]")?.addEventListener("change", ({ target }) => {
    rowsOf(table).forEach((row) => { row.hidden = target.value !== "" && row.dataset.group !== target.value; });
    count(table);
  });
  bar?.querySelector("[data-roll-undo]").addEventListener("click", () => undo(table));
}

function prepare(table) {
  const template = table.parentElement.querySelector("template[data-roll-marks]").content.firstElementChild;
  rowsOf(table).forEach((row) => {
    const marks = template.cloneNode(true);
    marks.setAttribute("aria-label", row.cells[1].textContent.trim());
    marks.querySelectorAll("button").forEach((button) => { button.disabled = isFixed(row); });
    inputOf(row).after(marks);
    draw(row);
  });
  past.set(table, []);
  listen(table);
  listenToBar(table);
  count(table);
}

export function start(root) {
  root.querySelectorAll("table[data-roll]").forEach((table) => {
    if (!past.has(table) && rowsOf(table).length > 0) prepare(table);
  });
}
