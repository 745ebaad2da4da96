// A bar for long work: while a form with a token is being sent, ask how far the server is. Without this script it just takes its time.
const EVERY = 700;
const PATIENCE = 15; // answers without a figure before the bar of a download gives up

async function ask(bar, address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return false;
  const { done, total } = await answer.json();
  if (!total) return false;
  bar.max = total;
  bar.value = Math.min(done, total);
  return true;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const shown = form.querySelector("[data-progress]");
  if (event.defaultPrevented || !shown) return;
  const bar = shown.querySelector("progress");
  let begun = false;
  let silent = 0;
  const showing = setTimeout(() => { shown.hidden = false; }, EVERY);
  const stop = () => { clearInterval(asking); clearTimeout(showing); shown.hidden = true; bar.removeAttribute("value"); };
  const asking = setInterval(async () => {
    const running = await ask(bar, shown.dataset.progress).catch(() => false);
    begun ||= running;
    silent = running ? 0 : silent + 1;
    // A download leaves this page where it is: the bar goes when the work has ended.
    if ("downloads" in form.dataset && !running && (begun || silent > PATIENCE)) stop();
  }, EVERY);
  window.addEventListener("pagehide", stop, { once: true });
});
