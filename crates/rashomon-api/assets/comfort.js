// Comfort only: every page works without this file.
// On an article it underlines the words of the open finding, closes it with Escape, and steps
// through the findings with the arrow keys.
"use strict";
(() => {
  const words = [...document.querySelectorAll(".article [data-f]")];
  if (!words.length) return;
  const light = () => {
    const id = location.hash.slice(1);
    for (const word of words) {
      word.classList.toggle("lit", id !== "" && word.dataset.f.split(" ").includes(id));
    }
  };
  const open = (id) => {
    const { scrollX, scrollY } = window;
    location.hash = id;
    window.scrollTo(scrollX, scrollY);
  };
  document.addEventListener("keydown", (key) => {
    if (key.altKey || key.ctrlKey || key.metaKey || key.target.matches("input, select")) return;
    const at = words.findIndex((word) => word.classList.contains("lit"));
    if (key.key === "Escape" && at >= 0) open("text");
    if (at < 0 || !["ArrowLeft", "ArrowRight"].includes(key.key)) return;
    const step = key.key === "ArrowRight" ? 1 : -1;
    let next = at;
    do next += step; while (words[next] && words[next].classList.contains("lit"));
    if (words[next]) {
      open(words[next].getAttribute("href").slice(1));
      words[next].scrollIntoView({ block: "nearest" });
      key.preventDefault();
    }
  });
  window.addEventListener("hashchange", light);
  light();
})();
