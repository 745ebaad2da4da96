// Messages at the lower right. Good news leaves by itself; warnings and errors stay until they are read.
// The server may send one with an htmx answer: HX-Trigger: {"toast": {"text": "...", "tone": "success"}}.
const SECONDS = 6;

function leaveLater(toast) {
  if (toast.dataset.tone === "success") window.setTimeout(() => toast.remove(), SECONDS * 1000);
}

/** Show a message, text or a list of nodes; tone is success, note, warning or error. */
export function show(message, tone = "success") {
  const toast = Object.assign(document.createElement("div"), { className: "toast" });
  toast.dataset.tone = tone;
  const words = document.createElement("span");
  words.append(...[message].flat());
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: "知道了" });
  close.dataset.dismiss = "";
  toast.append(words, close);
  document.querySelector("[data-toasts]").append(toast);
  leaveLater(toast);
}

export function start(root) {
  root.querySelectorAll(".toast:not([data-seen])").forEach((toast) => {
    toast.dataset.seen = "";
    leaveLater(toast);
  });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
});
document.addEventListener("toast", (event) => show(event.detail.text, event.detail.tone));
