// Scanning cards: the field is free again at once, and what was scanned waits its turn, so nothing is lost at full speed.
const form = document.querySelector("form[data-scan]");
const waiting = [];
let sending = false;

const part = (name) => document.querySelector(`[data-${name}]`);

/** Tell what came of a card: the mark's face large, in the colour of what it counts as, then whose it is. */
function tell(text, tone, face = "", kind = "") {
  const shown = part("scanned");
  const drawn = Object.assign(document.createElement("b"), { textContent: face, className: kind });
  shown.replaceChildren(...(face ? [drawn] : []), text);
  shown.dataset.tone = tone;
  const line = Object.assign(document.createElement("li"), { textContent: text });
  part("scan-past").prepend(line);
}

function tellWaiting() {
  part("scan-waiting").textContent = waiting.length > 0 ? `还有 ${waiting.length} 张在排队` : "";
}

async function send(code) {
  const body = new FormData(form);
  body.set("code", code);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  const found = await answer.json();
  const said = [found.name, found.group, `${found.already ? "已经是" : ""}${found.status}`].filter(Boolean).join(" ");
  if (answer.ok) tell(said, "success", found.symbol, found.kind);
  else tell(found.reasons.join("；"), "error");
}

async function work() {
  if (sending) return;
  sending = true;
  while (waiting.length > 0) {
    tellWaiting();
    try {
      await send(waiting[0]);
      waiting.shift();
    } catch {
      part("scan-waiting").textContent = `连不上服务器，${waiting.length} 张还没有记，5 秒后再试`;
      await new Promise((resume) => { window.setTimeout(resume, 5000); });
    }
  }
  tellWaiting();
  sending = false;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = form.elements.code;
  if (field.value.trim()) waiting.push(field.value.trim());
  field.value = "";
  field.focus();
  work();
});
window.addEventListener("beforeunload", (event) => { if (waiting.length > 0) event.preventDefault(); });
