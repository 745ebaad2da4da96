// A bar for long work: while a form with a token is being sent, ask how far the server is. Without this script it just takes its time.
const EVERY = 700;

async function ask(bar, address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const { done, total } = answer.ok ? await answer.json() : {};
  if (!total) return;
  bar.max = total;
  bar.value = Math.min(done, total);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const shown = form.querySelector("[data-progress]");
  if (event.defaultPrevented || !shown) return;
  const bar = shown.querySelector("progress");
  const showing = setTimeout(() => { shown.hidden = false; }, EVERY);
  const asking = setInterval(() => { ask(bar, shown.dataset.progress).catch(() => {}); }, EVERY);
  window.addEventListener("pagehide", () => { clearInterval(asking); clearTimeout(showing); }, { once: true });
});
