// A button with data-copies="ID" copies the text of that field, as it stands after the person has edited it.
const said = "已复制";

const copy = async (field) => {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https the browser offers no clipboard; selecting and the old command still work.
    field.select();
    document.execCommand("copy");
  }
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  await copy(document.getElementById(button.dataset.copies));
  button.textContent = said;
});
