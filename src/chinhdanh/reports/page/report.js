"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const form = document.getElementById("filters");
  const list = document.getElementById("list");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const all = document.getElementById("all");
  const FIELDS = ["verdict", "rule", "organization", "year", "confidence"];
  const PAGE = 50;
  let matched = [];
  let shown = 0;

  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const number = (n) => n.toLocaleString(data.lang === "vi" ? "vi-VN" : "en-US");
  const provision = (f) => data.provisions[f.provision];

  function haystack(f) {
    if (f.hay === undefined) {
      const law = provision(f);
      const organization = data.organizations[f.organization] || "";
      f.hay = plain([f.head, f.who, organization, law.heading, law.article, law.says, law.otherArticle, f.rule, f.provision, f.ids].join(" \n "));
    }
    return f.hay;
  }

  function state() {
    const values = { q: form.elements.q.value.trim() };
    for (const name of FIELDS) values[name] = form.elements[name].value;
    return values;
  }

  function el(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // Numbers of documents (170/2025/NĐ-CP) stay on one line.
  const DOCUMENT_NUMBER = /([0-9/]+[/-]\p{L}[\p{L}\d/]*-\p{L}+|\d+-\p{L}+\/\p{L}+)/u;
  function prose(tag, className, ...texts) {
    const node = el(tag, className);
    texts.join("").split(DOCUMENT_NUMBER).forEach((part, place) => node.append(place % 2 ? el("span", "nb", part) : part));
    return node;
  }

  function badge(verdict) {
    const node = el("span", "v " + verdict);
    const sign = el("span", "", data.signs[verdict]);
    sign.setAttribute("aria-hidden", "true");
    node.append(sign, data.verdicts[verdict]);
    return node;
  }

  function lawOf(f) {
    const law = provision(f);
    const node = el("div", "law");
    const own = el("div");
    const other = el("div", "other");
    const line = el("p");
    line.append(el("b", "", law.heading), prose("span", "", " · ", law.article));
    own.append(line);
    if (law.says) own.append(prose("p", "soft", law.says));
    other.lang = data.other;
    other.append(prose("p", "", law.otherArticle));
    if (law.otherSays) other.append(prose("p", "", law.otherSays));
    node.append(own, other);
    return node;
  }

  function factsOf(f) {
    if (!f.facts.length) return el("p", "label", words.no_facts);
    const node = el("ul", "facts");
    node.setAttribute("aria-label", words.facts);
    for (const [name, value, known] of f.facts) {
      const item = el("li", known ? "" : "null");
      item.append(el("span", "", data.facts[name] + ": "), value);
      node.append(item);
    }
    return node;
  }

  function settleOf(f) {
    const node = el("div", "settle small");
    if (!f.missing.length) {
      node.textContent = words.settle_unknown;
      return node;
    }
    const items = el("ul");
    for (const column of f.missing) {
      const item = el("li", "", data.columns[column] + " ");
      item.append(el("code", "", column));
      items.append(item);
    }
    node.append(words.settle + ":", items);
    return node;
  }

  function render(f) {
    const node = el("article", "finding");
    const side = el("div", "side");
    const body = el("div");
    const marks = el("div", "marks");
    side.append(badge(f.verdict), el("span", "mark " + f.confidence, data.confidences[f.confidence]));
    body.append(prose("h3", "", f.head));
    if (f.who) body.append(el("p", "who", f.who));
    body.append(lawOf(f), el("span", "label", words.facts + ":"), factsOf(f));
    if (f.verdict === "unproven") body.append(settleOf(f));
    marks.append(el("span", "mark", data.layers[f.layer]));
    if (f.regime) marks.append(el("span", "mark", data.regimes[f.regime]));
    marks.append(el("code", "", f.ids));
    body.append(marks);
    node.append(side, body);
    return node;
  }

  function show(amount) {
    const part = document.createDocumentFragment();
    const end = Math.min(matched.length, shown + amount);
    for (; shown < end; shown++) part.append(render(matched[shown]));
    list.append(part);
    const left = matched.length - shown;
    more.hidden = all.hidden = left === 0;
    more.textContent = fill(words.list_more, { n: number(Math.min(PAGE, left)) });
    count.textContent = fill(words.list_count, { shown: number(shown), matched: number(matched.length), total: number(data.findings.length) });
  }

  function apply(remember) {
    const wanted = state();
    const parts = plain(wanted.q).split(/\s+/).filter(Boolean);
    matched = data.findings.filter((f) =>
      (!wanted.verdict || f.verdict === wanted.verdict) && (!wanted.rule || f.rule === wanted.rule) &&
      (!wanted.organization || f.organization === wanted.organization) && (!wanted.year || f.year === wanted.year) &&
      (!wanted.confidence || f.confidence === wanted.confidence) && parts.every((part) => haystack(f).includes(part)));
    list.replaceChildren();
    shown = 0;
    show(PAGE);
    if (!matched.length) list.append(el("p", "none-here", words.list_empty));
    if (remember) {
      const given = Object.entries(wanted).filter(([, value]) => value);
      const hash = given.length ? "#" + new URLSearchParams(given) : location.pathname + location.search;
      history.replaceState(null, "", hash);
    }
    printed();
  }

  // Paper has no selected fields: the filters in use are said in words.
  function printed() {
    const used = FIELDS.map((name) => form.elements[name]).filter((field) => field.value)
      .map((field) => field.dataset.label + ": " + field.selectedOptions[0].textContent.trim());
    if (form.elements.q.value.trim()) used.unshift(words.search + ": " + form.elements.q.value.trim());
    document.getElementById("used").textContent = used.join(" · ");
  }

  function fromAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    if (![...given.keys()].some((name) => name === "q" || FIELDS.includes(name))) return false;
    form.reset();
    for (const [name, value] of given) if (form.elements[name]) form.elements[name].value = value;
    return true;
  }

  function csv() {
    // A cell that a spreadsheet would take for a formula gets an apostrophe.
    const cell = (text) => '"' + String(text).replace(/^(?=[=+\-@\t\r])/, "'").replace(/"/g, '""') + '"';
    const lines = [data.csvHead, ...matched.map((f) => [
      data.verdicts[f.verdict], f.head, f.who, data.organizations[f.organization] || "", provision(f).heading, provision(f).article,
      f.facts.map(([name, value]) => data.facts[name] + ": " + value).join("; "), f.missing.join("; "),
      data.confidences[f.confidence], data.layers[f.layer], f.ids])];
    const blob = new Blob(["\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n")], { type: "text/csv" });
    const link = el("a");
    link.href = URL.createObjectURL(blob);
    link.download = "findings.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  if (form) {
    let wait;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => apply(true));
    form.elements.q.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => apply(true), 150); });
    document.getElementById("clear").addEventListener("click", () => { form.reset(); apply(true); form.elements.q.focus(); });
    document.getElementById("print").addEventListener("click", () => window.print());
    document.getElementById("csv").addEventListener("click", csv);
    more.addEventListener("click", () => { const next = shown; show(PAGE); reach(next); });
    all.addEventListener("click", () => { const next = shown; show(matched.length); reach(next); });
    window.addEventListener("hashchange", () => {
      if (fromAddress()) { apply(false); document.getElementById("findings").scrollIntoView(); }
    });
    const asked = fromAddress();
    apply(false);
    if (asked) document.getElementById("findings").scrollIntoView();
  }

  // After "more", the keyboard goes on at the first new finding.
  function reach(index) {
    const node = list.children[index];
    if (node) { node.tabIndex = -1; node.focus(); }
  }

  const root = document.documentElement;
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
})();
