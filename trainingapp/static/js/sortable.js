// The dragging library, fetched once and only by pages that drag.
let library = null;

export function fetchSortable() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/Sortable.min.js", import.meta.url).href;
    script.addEventListener("load", () => resolve(window.Sortable));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return library;
}
