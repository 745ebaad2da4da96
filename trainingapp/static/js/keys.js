// The organiser's keys: "/" goes to the search box, Ctrl+S sends the page's main form, Ctrl+Z and Ctrl+Y press the buttons that
// name them where nobody is typing.
const isTyping = (element) => element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

function goToSearch(event) {
  const box = document.querySelector("[data-search]");
  if (!box || isTyping(event.target)) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function saveMainForm(event) {
  const form = document.querySelector("dialog[open] form") ?? document.querySelector("form[data-main]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

function pressButton(event, keys) {
  const button = document.querySelector(`button[aria-keyshortcuts="${keys}"]`);
  if (!button || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  button.click();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // a Chinese input method is at work
  if (event.key === "/" && !event.ctrlKey && !event.metaKey) goToSearch(event);
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) saveMainForm(event);
  if (["z", "y"].includes(event.key) && (event.ctrlKey || event.metaKey)) pressButton(event, `Control+${event.key.toUpperCase()}`);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) window.print();
  if (event.target.closest("[data-back]")) window.history.back();
});
