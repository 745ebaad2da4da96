// Native dialogs: data-opens="ID" opens, data-closes closes, data-confirm="why" on a form, or on one of its buttons, asks before sending.
// data-values='{"day": "..."}' beside data-opens fills the dialog's inputs of those names and its [data-text=NAME] words;
// "action" is where its form is sent. data-fills='{...}' fills the form that it stands in, else the page's main one; a list
// ticks the boxes of its values.
function fill(dialog, { action, ...values }) {
  if (action) dialog.querySelector("form").action = action;
  for (const [name, value] of Object.entries(values)) {
    dialog.querySelectorAll(`[name="${name}"]`).forEach((input) => {
      if (Array.isArray(value)) input.checked = value.includes(input.value);
      else input.value = value ?? "";
    });
    dialog.querySelectorAll(`[data-text="${name}"]`).forEach((place) => { place.textContent = value ?? ""; });
  }
}

function open(opener) {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog) return;
  if (opener.dataset.values) fill(dialog, JSON.parse(opener.dataset.values));
  dialog.showModal();
}

function fillForm(filler) {
  const form = filler.closest("form") ?? document.querySelector("form[data-main]");
  const values = JSON.parse(filler.dataset.fills);
  fill(form, values);
  const [first] = Object.keys(values);
  const input = form.querySelector(`[name="${first}"]:checked`) ?? form.querySelector(`[name="${first}"]`);
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
}

function button(text, kind, value) {
  const made = document.createElement("button");
  Object.assign(made, { className: `button ${kind}`, textContent: text, value });
  return made;
}

/** Ask in a dialog; resolve to true when the person goes on. */
export function ask(question) {
  const dialog = document.createElement("dialog");
  const form = Object.assign(document.createElement("form"), { method: "dialog", className: "body stack" });
  const words = Object.assign(document.createElement("p"), { id: "asked", textContent: question });
  const row = Object.assign(document.createElement("div"), { className: "row" });
  row.append(button("确定", "primary", "yes"), button("取消", "", "no"));
  form.append(words, row);
  dialog.append(form);
  dialog.setAttribute("aria-labelledby", "asked");
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) open(opener);
  const filler = event.target.closest("[data-fills]");
  if (filler) fillForm(filler);
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(question))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(event.submitter);
  delete form.dataset.confirmed;
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question)) event.detail.issueRequest(true);
});

document.querySelectorAll("dialog[data-opened]").forEach((dialog) => dialog.showModal());
