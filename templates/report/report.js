"use strict";
(() => {
  const root = document.documentElement;
  const { rows, behaviors, rejected } = JSON.parse(document.getElementById("data").textContent);

  // Light, dark, or as the system has it; remembered where the browser allows it.
  const theme = document.getElementById("theme");
  const stored = () => { try { return localStorage.getItem("synth-theme"); } catch { return null; } };
  const show = (name) => {
    if (name === "auto") delete root.dataset.theme; else root.dataset.theme = name;
    theme.lastElementChild.textContent = name;
  };
  const themes = ["auto", "light", "dark"];
  show(themes.includes(stored()) ? stored() : "auto");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme || "auto") + 1) % themes.length];
    show(next);
    try { localStorage.setItem("synth-theme", next); } catch { /* it lasts as long as the page */ }
  });

  // What a bar stands for, under the pointer.
  for (const mark of document.querySelectorAll(".plot [aria-roledescription=bar]")) {
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = mark.getAttribute("aria-label");
    mark.append(title);
  }

  const form = document.getElementById("filters");
  if (!form) return;
  const list = document.getElementById("list");
  const count = document.getElementById("count");
  let page = 0;

  // Every text of a row goes through textContent: it is never HTML.
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const isKept = (row) => row.split !== rejected;
  const searched = rows.map((row) =>
    [row.id, row.prompt, row.completion, row.reason, row.method].join("\n").toLowerCase());

  const fits = (row, place, asked) => {
    if (asked.label && row.label !== asked.label) return false;
    if (asked.verdict === "kept" && !isKept(row)) return false;
    if (asked.verdict === "turned down" && isKept(row)) return false;
    if (["verified", "rejected", "unverified"].includes(asked.verdict) && row.status !== asked.verdict) return false;
    if (asked.behavior) {
      const which = Number(asked.behavior);
      const n = row.counts[which < 0 ? -which - 1 : which];
      if (n === null || n > 0 !== which >= 0) return false;
    }
    return !asked.text || searched[place].includes(asked.text.trim().toLowerCase());
  };

  // Spans may overlap: the text is cut at every edge, and a piece has all the behaviours that cover it.
  const marked = (text, spans) => {
    const made = element("pre");
    made.tabIndex = 0;
    const edges = [...new Set([0, text.length, ...spans.flatMap(([start, end]) => [start, end])])].sort((a, b) => a - b);
    for (let k = 0; k + 1 < edges.length; k++) {
      const piece = text.slice(edges[k], edges[k + 1]);
      const over = spans.filter(([start, end]) => start <= edges[k] && end >= edges[k + 1]).map((span) => span[2]);
      if (over.length) {
        const mark = element("mark", over[0], piece);
        mark.title = [...new Set(over)].join(", ");
        made.append(mark);
      } else made.append(piece);
    }
    return made;
  };

  const headed = (title, body) => {
    const made = element("div");
    made.append(element("h4", "", title), body);
    return made;
  };

  // {"difficulty": {"size": 4, "depth": 2}} in words: "difficulty: size 4, depth 2".
  const told = (meta) => {
    let found;
    try { found = JSON.parse(meta); } catch { return meta; }
    const pair = ([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`;
    return Object.entries(found || {}).map(([name, value]) => {
      if (value === null || typeof value !== "object" || Array.isArray(value)) return pair([name, value]);
      return `${name}: ${Object.entries(value).filter((entry) => entry[1] !== null).map(pair).join(", ")}`;
    }).join(" · ");
  };

  const card = (row, source) => {
    const made = element("article", "card row");
    const head = element("header");
    head.append(element("span", "strategy", row.label));
    head.append(element("span", `chip ${row.status || "unverified"}`, `${row.status || "no verdict"}${row.method ? `, ${row.method}` : ""}`));
    head.append(element("span", "", isKept(row) ? `kept, ${row.split}` : "turned down"));
    row.counts.forEach((n, k) => { if (n) head.append(element("span", `key ${behaviors[k]}`, `${behaviors[k]} ${n}`)); });
    head.append(element("span", "id", row.id));
    made.append(head);
    if (row.reason) made.append(element("p", "reason", row.reason));
    const texts = element("div", "texts");
    const prompt = element("pre", "", row.prompt);
    prompt.tabIndex = 0;
    texts.append(headed("Prompt", prompt));
    texts.append(headed("Completion", marked(row.completion, row.spans[source] || [])));
    made.append(texts);
    const facts = [
      row.teacher && `by ${row.teacher}`,
      row.finish && row.finish !== "stop" && `ended: ${row.finish}`,
      row.passed[1] > 1 && `sample ${row.sample + 1} of ${row.passed[1]}, ${row.passed[0]} verified`,
      row.tokens !== null && `${row.tokens} tokens`,
      row.usd ? `${row.usd.toPrecision(2)} USD` : "",
      row.answer && `reference: ${row.answer}`,
      row.cut && `${row.cut.toLocaleString("en")} more characters are not shown`,
      told(row.meta),
    ];
    made.append(element("p", "facts", facts.filter(Boolean).join(" · ")));
    return made;
  };

  const update = () => {
    const asked = Object.fromEntries(new FormData(form));
    const found = rows.filter((row, place) => fits(row, place, asked));
    const size = Number(asked.size);
    const pages = Math.max(1, Math.ceil(found.length / size));
    page = Math.min(Math.max(0, page), pages - 1);
    const source = asked.source || Object.keys((rows.find((row) => Object.keys(row.spans).length) || { spans: {} }).spans)[0];
    list.replaceChildren(...found.slice(page * size, (page + 1) * size).map((row) => card(row, source)));
    count.textContent = found.length === 1 ? "1 row" : `${found.length.toLocaleString("en")} rows`;
    for (const at of document.querySelectorAll(".at")) at.textContent = `${page + 1} of ${pages}`;
    for (const button of document.querySelectorAll("[data-turn]")) {
      button.disabled = page + Number(button.dataset.turn) < 0 || page + Number(button.dataset.turn) >= pages;
    }
  };

  // Some drivers of browsers tell of a choice with "change" alone.
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => { page = 0; update(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { page = 0; update(); }));
  for (const button of document.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", () => {
      page += Number(button.dataset.turn);
      update();
      document.getElementById("count").scrollIntoView({ block: "nearest" });
    });
  }
  for (const link of document.querySelectorAll("[data-reason]")) {
    link.addEventListener("click", () => {
      form.reset();
      form.elements.label.value = link.dataset.label;
      form.elements.verdict.value = "turned down";
      form.elements.text.value = link.dataset.reason;
      page = 0;
      setTimeout(update);
    });
  }
  update();
})();
