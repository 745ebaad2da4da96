// The projector's page of check-in: asks every two seconds, without a cookie, who has signed and what the code is now.
const ASK_EVERY = 2000;

const board = document.querySelector("[data-projector]");
const part = (name) => document.querySelector(`[data-${name}]`);
let step = "";
let endsAt = 0;

function drawCode(state) {
  endsAt = performance.now() + state.seconds * 1000;
  if (!state.square) return;
  step = String(state.step);
  part("square").innerHTML = state.square;
  part("number").textContent = `${state.number.slice(0, 3)} ${state.number.slice(3)}`;
}

function compareHeads() {
  const counted = part("head-count").value;
  const signed = part("signed").children.length;
  const difference = Number(counted) - signed;
  let text = "";
  if (counted !== "") text = `与已签到 ${signed} 人相符`;
  if (counted !== "" && difference > 0) text = `有 ${difference} 人在场没有签到`;
  if (counted !== "" && difference < 0) text = `签到比在场多 ${-difference} 人，请点名核对`;
  part("head-answer").textContent = text;
}

function drawNames(signed) {
  const come = new Set(signed);
  document.querySelectorAll("[data-trainee]").forEach((name) => {
    const list = come.has(name.dataset.trainee) ? part("signed") : part("missing");
    if (name.parentElement !== list) list.append(name);
  });
  part("missing-count").textContent = part("missing").children.length;
  part("signed-count").textContent = part("signed").children.length;
  compareHeads();
}

async function ask() {
  const query = new URLSearchParams({ step, base: board.dataset.base });
  try {
    const answer = await fetch(`${board.dataset.projector}?${query}`, {
      credentials: "omit", headers: { "X-Ticket": board.dataset.ticket, Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.statusText);
    const state = await answer.json();
    drawCode(state);
    drawNames(state.signed);
    part("lost").hidden = true;
  } catch {
    part("lost").hidden = false;
  }
}

function tick() {
  part("left").value = Math.max(0, (endsAt - performance.now()) / 1000);
}

if (board) {
  ask();
  window.setInterval(ask, ASK_EVERY);
  window.setInterval(tick, 250);
  part("head-count").addEventListener("input", compareHeads);
}
