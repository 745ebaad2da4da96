// Nothing typed is lost. form[data-main] and form[data-draft] ask before the page is left with unsaved changes;
// form[data-draft=KEY] also keeps what is typed on this computer, offers it back, and forgets it once saved.
// Never kept: passwords, files, hidden fields other than marks, anything under [data-no-draft]. Signing out clears all.
const PREFIX = "qinglan-draft:";
const DAYS = 7;
const SKIPPED = "[type=password], [type=file], [name=csrf_token], [data-no-draft] *";

const owner = document.querySelector("meta[name=draft-owner]")?.content ?? "";
const storeKey = (form) => `${PREFIX}${owner}:${form.dataset.draft}`;
const initial = new WeakMap();

/** Storage may be full or forbidden (private windows): then there are no drafts, and the guard still asks. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

function inputsOf(form) {
  return [...form.elements].filter((input) => input.name && !input.matches(SKIPPED) && input.type !== "submit");
}

function valuesOf(form) {
  return inputsOf(form).map((input) => [input.name, input.type, /checkbox|radio/.test(input.type) ? input.checked : input.value]);
}

const snapshot = (form) => JSON.stringify(valuesOf(form));
const isChanged = (form) => form.isConnected && initial.has(form) && snapshot(form) !== initial.get(form);

function keep(form) {
  if (!form.dataset.draft) return;
  if (!isChanged(form)) return forget(form);
  attempt(() => localStorage.setItem(storeKey(form), JSON.stringify({ at: Date.now(), values: valuesOf(form) })));
}

function forget(form) {
  attempt(() => localStorage.removeItem(storeKey(form)));
}

function read(key) {
  return attempt(() => JSON.parse(localStorage.getItem(key)));
}

function putBack(form, values) {
  const waiting = [...values];
  for (const input of inputsOf(form)) {
    const place = waiting.findIndex(([name, type]) => name === input.name && type === input.type);
    if (place < 0) continue;
    const [[, , value]] = waiting.splice(place, 1);
    if (typeof value === "boolean") input.checked = value;
    else input.value = value;
    input.dispatchEvent(new Event("restored", { bubbles: true }));
  }
}

/** Put values back, twice: a mark that is put back brings its remark field with it. */
function restore(form, values) {
  putBack(form, values);
  putBack(form, values);
}

function makeButton(text, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  button.addEventListener("click", act);
  return button;
}

function offer(form, draft) {
  const bar = Object.assign(document.createElement("div"), { className: "banner note" });
  bar.setAttribute("role", "status");
  const when = new Date(draft.at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const words = Object.assign(document.createElement("span"), { textContent: `有一份 ${when} 没有保存的内容。` });
  bar.append(
    words,
    makeButton("恢复", () => { restore(form, draft.values); bar.remove(); }),
    makeButton("不要了", () => { forget(form); bar.remove(); }),
  );
  form.prepend(bar);
}

function begin(form) {
  initial.set(form, snapshot(form));
  const draft = form.dataset.draft ? read(storeKey(form)) : null;
  if (!draft) return;
  const old = Date.now() - draft.at > DAYS * 86_400_000;
  if (old || JSON.stringify(draft.values) === initial.get(form)) forget(form);
  else offer(form, draft);
}

/** A draft that was sent is forgotten on the next page, unless that page says that it was not saved. */
function settleSent() {
  const sent = attempt(() => sessionStorage.getItem(`${PREFIX}sent`));
  if (!sent) return;
  attempt(() => sessionStorage.removeItem(`${PREFIX}sent`));
  if (!document.querySelector("[data-form-errors], [data-error]")) attempt(() => localStorage.removeItem(sent));
}

function clearAll() {
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key)));
}

settleSent();

export function start(root) {
  root.querySelectorAll("form[data-main], form[data-draft]").forEach((form) => {
    if (!initial.has(form)) begin(form);
  });
}

let timer = 0;
function keepSoon(event) {
  const form = event.target.form ?? event.target.closest?.("form");
  if (!form?.dataset.draft) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => keep(form), 400);
}
["input", "change", "marked"].forEach((kind) => document.addEventListener(kind, keepSoon));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-clears-drafts]")) clearAll();
  if (event.defaultPrevented || !initial.has(form)) return;
  keep(form);
  initial.delete(form); // it is on its way: no question when the page leaves
  if (form.dataset.draft) attempt(() => sessionStorage.setItem(`${PREFIX}sent`, storeKey(form)));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("form[data-main], form[data-draft]")) return;
  if (event.detail.successful) forget(form);
  if (form.isConnected && event.detail.successful) initial.set(form, snapshot(form));
});
window.addEventListener("beforeunload", (event) => {
  const changed = [...document.querySelectorAll("form[data-main], form[data-draft]")].some(isChanged);
  if (changed) event.preventDefault();
});
