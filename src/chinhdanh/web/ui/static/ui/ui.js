// Small helps; every page works without them.
"use strict";

// "/" goes to the search box, as long as nobody is typing.
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("find");
  if (event.key !== "/" || !box || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
});

// Arrow keys in a tree: up and down among what is in sight, right opens, left closes or goes to the branch above.
document.addEventListener("keydown", (event) => {
  const tree = event.target.closest(".tree");
  const item = event.target.closest(".tree li");
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  const stop = (one) => one?.querySelector(":scope > .node a, :scope > details > summary");
  const stops = [...tree.querySelectorAll("li")].map(stop).filter((one) => one?.checkVisibility());
  const at = stops.indexOf(stop(item));
  const branch = item.querySelector(":scope > details");
  let next = null;
  if (event.key === "ArrowDown") next = stops[at + 1];
  else if (event.key === "ArrowUp") next = stops[at - 1];
  else if (event.key === "ArrowRight") {
    if (branch && !branch.open) branch.open = true;
    else if (branch) next = stops[at + 1];
  } else if (event.key === "ArrowLeft") {
    if (branch && branch.open) branch.open = false;
    else next = stop(item.parentElement.closest("li"));
  } else return;
  event.preventDefault();
  if (next) next.focus();
});

// Paper cannot be opened: what is folded is printed open.
let unfolded = [];
addEventListener("beforeprint", () => {
  const folded = [...document.querySelectorAll("details:not([open])")];
  unfolded = folded.filter((one) => !one.parentElement.querySelector(":scope > [hx-get]"));
  for (const one of unfolded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of unfolded) one.open = false;
});

// A part that cannot be fetched becomes a page that says why.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.requestConfig.verb === "get") location.assign(event.detail.pathInfo.finalRequestPath);
});

// No page can be written with a file in it. A form with files is therefore put in its place where it is refused, and what
// was chosen is chosen in it again, as long as it was not the file that was refused.
const withFiles = (event) => event.detail.requestConfig.elt.matches("form[enctype]");
let chosen = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!withFiles(event)) return;
  event.detail.shouldSwap = true; // a page that says what is wrong with the request, too
  chosen = [...event.detail.requestConfig.elt.querySelectorAll("input[type=file]")].map((one) => [one.id, one.files]);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!withFiles(event)) return;
  for (const [id, files] of chosen) {
    const input = document.getElementById(id);
    if (input && input.getAttribute("aria-invalid") !== "true") input.files = files;
  }
  document.getElementById("main")?.focus();
});
document.addEventListener("htmx:sendError", (event) => {
  if (withFiles(event)) event.detail.requestConfig.elt.submit();
});
