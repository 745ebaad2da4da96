// What follows a choice: fields under [data-renews=ID] ask [data-address] with themselves alone, and the part of that id is
// taken from the answer. A details[data-reads=URL] that is opened for the first time says so to that address.
const fieldsOf = (group) => [...group.querySelectorAll("select, input")].filter((field) => field.type !== "checkbox" || field.checked);
let asked = 0;

async function renew(group) {
  const address = new URL(group.dataset.address, window.location.href);
  fieldsOf(group).forEach((field) => address.searchParams.append(field.name, field.value));
  asked += 1;
  const turn = asked;
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || turn !== asked) return; // without an answer the sum stays; sending the form counts it again anyway
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById(group.dataset.renews).replaceWith(page.getElementById(group.dataset.renews));
}

document.addEventListener("change", (event) => {
  const group = event.target.closest("[data-renews]");
  if (group) renew(group);
});

document.addEventListener("toggle", (event) => {
  const address = event.target.dataset?.reads;
  if (!address || !event.target.open) return;
  delete event.target.dataset.reads;
  fetch(address, { method: "POST", headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content } }).catch(() => {
    event.target.dataset.reads = address; // the next opening says it again
  });
}, true);
