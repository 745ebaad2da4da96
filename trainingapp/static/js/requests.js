// What surrounds every request: the CSRF header, a thin bar while one waits, one send per click, and failures in words.
import { show } from "./toasts.js";

const page = document.documentElement;
let waiting = 0;

function wait(change) {
  waiting = Math.max(0, waiting + change);
  page.toggleAttribute("data-busy", waiting > 0);
}

/** Take the sentences out of the server's error page, each in a line of its own, with the links of its ways out. */
function reasonsIn(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  return [...answer.querySelectorAll("[data-reason]")].map((reason) => {
    const line = document.createElement("p");
    line.append(...reason.childNodes);
    return line;
  });
}

function rest(form, submitter) {
  if (submitter) submitter.setAttribute("aria-busy", "true");
  form.dataset.sending = "yes";
  page.toggleAttribute("data-busy", true);
}

/** Without network the browser would leave for its own error page, and what was typed with it; this computer's own server answers. */
async function sendOnceReached(form, submitter) {
  const reached = await fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
  if (!reached) {
    show("现在没有网络，没有送出去；填的内容还在本页，连上以后再点一次", "error");
    return;
  }
  form.dataset.reached = "";
  form.requestSubmit(submitter);
}

function wake() {
  document.querySelectorAll("[data-sending]").forEach((form) => { delete form.dataset.sending; });
  document.querySelectorAll("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  page.removeAttribute("data-busy");
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]")?.content ?? "";
});
document.addEventListener("htmx:beforeRequest", () => wait(1));
document.addEventListener("htmx:afterRequest", () => wait(-1));
document.addEventListener("htmx:beforeSwap", (event) => {
  // 409 and 422 may bring the form or grid back with its reasons; the error page itself never replaces a part of a page
  if (event.detail.xhr.status < 400 || reasonsIn(event.detail.serverResponse).length === 0) return;
  event.detail.shouldSwap = false;
  event.detail.isError = true;
});
document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
  const reasons = reasonsIn(xhr.responseText);
  // a message at the corner would lie behind an open dialog, and what was typed in it is to be mended there
  const place = xhr.status === 422 && elt.closest("dialog[open]")?.querySelector("[role=status]");
  if (place && reasons.length) place.replaceChildren(...reasons);
  else show(reasons.length ? reasons : "没有完成，请再试一次", "error");
});
document.addEventListener("htmx:sendError", () => show("连不上服务器，内容还在本页，请稍后再保存", "error"));

document.addEventListener("submit", (event) => {
  const form = event.target;
  // a download leaves the page as it is: nothing would ever wake its button
  if (event.defaultPrevented || form.method === "dialog" || form.target === "_blank" || "downloads" in form.dataset) return;
  if (form.dataset.sending) event.preventDefault();
  else if (!navigator.onLine && !("reached" in form.dataset)) {
    event.preventDefault();
    sendOnceReached(form, event.submitter);
  } else rest(form, event.submitter);
});
window.addEventListener("pageshow", wake); // also when the back button brings the page from memory

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-reloads]")) event.target.form.requestSubmit();
});
