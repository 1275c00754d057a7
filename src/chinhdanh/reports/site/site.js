"use strict";
(() => {
  const root = document.documentElement;
  const kept = (name, value) => {
    try {
      if (value === undefined) return localStorage.getItem(name);
      localStorage.setItem(name, value);
    } catch {
      // A browser that keeps nothing for local files: the choice then holds for this page only.
    }
    return null;
  };
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  // The same as names.fold in Python: no case, no diacritics, anything else parts words.
  const fold = (text) =>
    text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const lang = root.lang;
  const number = (n) => n.toLocaleString(lang === "vi" ? "vi-VN" : "en-US");
  const el = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  // --- search ---

  const SHOWN = 60;

  function score(entry, words) {
    if (entry.words === undefined) {
      entry.words = " " + entry.k;
      entry.head = " " + fold(entry.h + " " + entry.n + " " + entry.a);
    }
    let points = 0;
    for (const word of words) {
      const start = " " + word;
      if (!entry.words.includes(start)) return 0;
      points += 1 + (entry.head.includes(start) ? 2 : 0) + ((entry.head + " ").includes(start + " ") ? 1 : 0);
    }
    return points + (entry.head.includes(" " + words.join(" ")) ? 3 : 0);
  }

  function search() {
    const found = document.getElementById("found");
    const list = document.getElementById("results");
    const query = new URLSearchParams(location.search).get("q") || "";
    document.getElementById("q").value = query;
    document.getElementById("language").search = location.search;
    const words = fold(query).split(" ").filter(Boolean);
    if (!words.length) return;
    const hits = window.lawIndex.map((entry) => [score(entry, words), entry]).filter((pair) => pair[0] > 0);
    hits.sort((a, b) => b[0] - a[0]);
    const text = !hits.length ? found.dataset.none : hits.length > SHOWN ? found.dataset.shown : found.dataset.count;
    found.textContent = fill(text, { n: number(hits.length), shown: number(SHOWN) });
    document.getElementById("hits").hidden = !hits.length;
    for (const [, entry] of hits.slice(0, SHOWN)) {
      const item = el("li");
      const told = el("div");
      const link = el("a", "", entry.h);
      link.href = entry.u;
      const name = el("b");
      name.append(link);
      told.append(name, el("br"), el("span", "soft small", entry.a + (entry.c ? " · " + entry.c : "")));
      if (entry.s) told.append(el("p", "", entry.s));
      item.append(told, el("code", "", entry.n));
      list.append(item);
    }
  }

  // --- the law on a day ---

  function dayOf(text) {
    const vietnamese = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim());
    const iso = vietnamese
      ? [vietnamese[3], vietnamese[2].padStart(2, "0"), vietnamese[1].padStart(2, "0")].join("-")
      : text.trim();
    const moment = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? new Date(iso + "T00:00:00Z") : new Date(NaN);
    return !isNaN(moment) && moment.toISOString().slice(0, 10) === iso ? iso : null;
  }

  const written = (iso) => (lang === "vi" ? iso.split("-").reverse().join("/") : iso);
  const holds = (node, day) => node.dataset.from <= day && (!node.dataset.until || day < node.dataset.until);

  function show(day) {
    const title = document.getElementById("day-title");
    const count = document.getElementById("day-count");
    document.getElementById("on").value = day;
    let provisions = 0;
    let instruments = 0;
    for (const group of document.querySelectorAll(".day-group")) {
      let any = false;
      for (const item of group.querySelectorAll("li[data-from]")) {
        item.hidden = !holds(item, day);
        any = any || !item.hidden;
        provisions += item.hidden ? 0 : 1;
      }
      for (const chip of group.querySelectorAll(".chip")) chip.hidden = !holds(chip, day);
      group.hidden = !any;
      instruments += any ? 1 : 0;
    }
    title.textContent = fill(title.dataset.of, { day: written(day) });
    document.title = title.textContent;
    count.textContent = fill(provisions ? count.dataset.count : count.dataset.none, {
      n: number(provisions),
      m: number(instruments),
      day: written(day),
    });
    document.getElementById("language").hash = day;
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  }

  function byDay() {
    const asked = decodeURIComponent(location.hash.slice(1)) || new URLSearchParams(location.search).get("on") || today();
    const day = dayOf(asked);
    if (day) show(day);
    else document.getElementById("day-count").textContent = document.getElementById("day-count").dataset.bad;
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme").addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      kept("theme", root.dataset.theme);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/^(input|select|textarea)$/i.test(event.target.tagName)) {
        event.preventDefault();
        document.getElementById("q").focus();
      }
    });
    // What is folded away on the screen belongs on the paper.
    let opened = [];
    window.addEventListener("beforeprint", () => {
      opened = [...document.querySelectorAll("details:not([open])")];
      for (const one of opened) one.open = true;
    });
    window.addEventListener("afterprint", () => {
      for (const one of opened) one.open = false;
    });
    if (document.getElementById("results")) search();
    const form = document.getElementById("day-form");
    if (form) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        location.hash = form.elements.on.value;
      });
      form.elements.on.addEventListener("change", () => {
        if (dayOf(form.elements.on.value)) location.hash = form.elements.on.value;
      });
      window.addEventListener("hashchange", byDay);
      byDay();
    }
  });
})();
