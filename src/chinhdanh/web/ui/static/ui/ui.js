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
  if (!tree || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("summary, .leaf");
  if (!row) return;
  const stops = [...tree.querySelectorAll("summary, .leaf a")].filter((stop) => stop.checkVisibility());
  const own = row.matches("summary") ? row : event.target;
  const at = stops.indexOf(own);
  const branch = row.matches("summary") ? row.parentElement : null;
  let next = null;
  if (event.key === "ArrowDown") next = stops[at + 1];
  else if (event.key === "ArrowUp") next = stops[at - 1];
  else if (event.key === "ArrowRight" && branch) {
    if (branch.open) next = stops[at + 1];
    else branch.open = true;
  } else if (event.key === "ArrowLeft") {
    if (branch && branch.open) branch.open = false;
    else next = row.closest("ul").closest("details")?.querySelector("summary");
  } else return;
  event.preventDefault();
  if (next) next.focus();
});

// Paper cannot be opened: what is folded is printed open.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details:not([open])")].filter((one) => !one.querySelector("[hx-get]"));
  for (const one of unfolded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of unfolded) one.open = false;
});

// A part that cannot be fetched becomes a page that says why: an error, or the sign-in page after a session has ended.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.requestConfig.verb === "get") location.assign(event.detail.pathInfo.finalRequestPath);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig, pathInfo } = event.detail;
  if (requestConfig.verb !== "get" || !xhr.responseURL) return;
  if (new URL(xhr.responseURL).pathname !== new URL(pathInfo.finalRequestPath, location.href).pathname) {
    event.detail.shouldSwap = false;
    location.assign(xhr.responseURL);
  }
});
