// Totals and bands while scores are typed. The server calculates again on saving; this only shows what it will say.
const started = new WeakSet();

/** A cell's points in tenths, null while it is empty or says 缺考, NaN when it is no number from 0 to 100 with one decimal. */
function tenths(cell) {
  const text = (cell.value ?? cell.dataset.points ?? "").trim();
  if (text === "" || text === "缺考") return null;
  return /^\d{1,3}(\.\d)?$/.test(text) && Number(text) <= 100 ? Math.round(Number(text) * 10) : NaN;
}

/** The weighted sum less the points off, in thousandths of a point, so that nothing is rounded on the way. */
function totalOf(cells, off) {
  let sum = -Math.round(off * 1000);
  for (const cell of cells) {
    const points = tenths(cell);
    if (points === null || Number.isNaN(points)) return null;
    sum += points * Number(cell.dataset.weight);
  }
  return Math.max(sum, 0);
}

function showRow(row, bands) {
  const cells = [...row.querySelectorAll("[data-weight]")];
  for (const cell of cells) {
    if (cell.matches("input")) cell.setAttribute("aria-invalid", String(Number.isNaN(tenths(cell))));
  }
  const total = totalOf(cells, Number(row.dataset.off ?? 0));
  const band = total === null ? null : bands.find(([minimum]) => total >= Math.round(minimum * 1000));
  row.querySelector("[data-total] summary").textContent = total === null ? "—" : String(total / 1000);
  const write = (selector, text) => {
    const cell = row.querySelector(`${selector}:not([data-decided])`);
    if (cell) cell.textContent = text;
  };
  write("[data-band]", band ? band[1] : "");
  write("[data-completion]", band ? band[2] : "待定");
}

export function start(root) {
  root.querySelectorAll("table[data-scores]").forEach((table) => {
    if (started.has(table)) return;
    started.add(table);
    const bands = JSON.parse(table.dataset.scores);
    // what was typed before this script came counts too
    const typed = [...table.querySelectorAll("input[data-weight]")].filter((input) => input.value !== input.defaultValue);
    new Set(typed.map((input) => input.closest("tr"))).forEach((row) => showRow(row, bands));
    table.addEventListener("input", (event) => {
      if (event.target.matches("[data-weight]")) showRow(event.target.closest("tr"), bands);
    });
  });
}
