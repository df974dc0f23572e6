// Small manners of every page. Everything works without them; enhanced navigation keeps this module, so it listens at the document.

/** A sheet (<details class="sheet">) closes on Escape, on a click elsewhere, and when a link in it has been followed. */
const sheets = () => document.querySelectorAll("details.sheet[open]");
document.addEventListener("click", (event) => {
  for (const sheet of sheets()) if (!sheet.contains(event.target) || event.target.closest("a")) sheet.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of sheets()) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});

/** What a form was refused for is read out and scrolled to, also after an enhanced post, which moves no focus by itself. */
new MutationObserver((changes) => {
  for (const change of changes)
    for (const node of change.addedNodes)
      if (node.nodeType === Node.ELEMENT_NODE) (node.matches("[data-focus]") ? node : node.querySelector("[data-focus]"))?.focus();
}).observe(document.body, { childList: true, subtree: true });

/** A button of a form that is on its way waits for the answer: a second click sends nothing twice. Heard before Blazor's own listener. */
document.addEventListener(
  "submit",
  (event) => {
    const button = event.submitter;
    if (!button || event.target.method !== "post") return;
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    button.setAttribute("aria-busy", "true");
    setTimeout(() => button.removeAttribute("aria-busy"), 4000);
  },
  true,
);
