// Eases of the desk: the article beside the story, keys, and looking again when work is done.
// Without this script every link leads to a page that shows the same.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const kept = {
    get(name) {
      try { return localStorage.getItem(name); } catch { return null; }
    },
    set(name, value) {
      try { localStorage.setItem(name, value); } catch { /* a browser that keeps nothing */ }
    },
  };

  document.addEventListener("DOMContentLoaded", () => {
    shortcuts();
    lookAgain();
    names();
    toLine();
    const pane = document.getElementById("sources");
    if (pane) besideStory(pane);
    addEventListener("beforeprint", () => {
      for (const fold of document.querySelectorAll("details:not([open])")) {
        fold.open = true;
        fold.dataset.folded = "";
      }
    });
    addEventListener("afterprint", () => {
      for (const fold of document.querySelectorAll("details[data-folded]")) {
        fold.open = false;
        delete fold.dataset.folded;
      }
    });
  });

  // ------------------------------------------------ the article beside the story

  function besideStory(pane) {
    const main = document.getElementById("main");
    const outside = [main, ...document.querySelectorAll(".skip, .top, .foot")];
    const tools = pane.querySelector(".tools");
    const walk = pane.querySelector(".walk");
    const where = pane.querySelector(".where");
    const count = pane.querySelector(".count");
    const shown = pane.querySelector(".shown");
    const narrow = matchMedia("(max-width: 64rem)");
    let opener = null; // what to give the focus back to
    let trail = []; // links to the passages of the statement chosen
    let now = ""; // the link on show
    let pushed = false; // whether opening made a history entry
    let turn = 0; // an answer that comes after a later one is dropped
    tools.hidden = false;

    const open = () => root.classList.contains("reading");
    const pathOf = (link) => link.getAttribute("href");

    // "/article/a1?at=3-9#at" and the short form of it that stands in the address: "a1:3-9".
    function parsed(href) {
      const url = new URL(href, location.href);
      const key = url.pathname.startsWith("/article/") ? url.pathname.slice("/article/".length) : "";
      return { key, at: url.searchParams.get("at") ?? "", path: url.pathname, query: url.searchParams };
    }
    const short = (href) => {
      const { key, at } = parsed(href);
      return `article=${key}${at ? ":" + at : ""}`;
    };
    function fromHash() {
      const match = /^#article=([^:]*)(?::(\d+-\d+))?$/.exec(location.hash);
      if (!match || !match[1]) return "";
      return `/article/${match[1]}` + (match[2] ? `?at=${match[2]}#at` : "");
    }

    function trailOf(link) {
      const claim = link.closest(".trail") ?? link.closest(".claim");
      const links = claim ? [...claim.querySelectorAll("a.ev")].map(pathOf) : [pathOf(link)];
      return [...new Set(links)].filter((href) => parsed(href).at);
    }

    async function show(href, { focus = true } = {}) {
      const mine = ++turn;
      const { key, at, path, query } = parsed(href);
      const also = trail.filter((other) => other !== href && parsed(other).path === path).map((o) => parsed(o).at);
      const ask = new URLSearchParams(query);
      if (also.length) ask.set("also", also.join(","));
      let text;
      try {
        const answer = await fetch(`/beside/${key}?${ask}`, { headers: { Accept: "text/html" } });
        if (!answer.ok) throw new Error(String(answer.status));
        text = await answer.text();
      } catch {
        location.assign(href); // the article's own page says what is wrong
        return;
      }
      if (mine !== turn) return;
      const made = new DOMParser().parseFromString(text, "text/html");
      const sheet = made.querySelector(".sheet");
      if (!sheet) return location.assign(href);
      shown.replaceChildren(document.adoptNode(sheet));
      now = href;
      root.classList.add("reading");
      const place = trail.indexOf(href);
      walk.hidden = place < 0;
      where.textContent = sheet.dataset.name;
      const told = `${place + 1} ${count.dataset.of} ${trail.length}`;
      count.textContent = place < 0 ? "" : told;
      count.setAttribute("aria-label", `${count.dataset.word} ${told}`);
      for (const button of walk.querySelectorAll("button")) button.disabled = trail.length < 2;
      for (const claim of main.querySelectorAll(".claim.chosen")) claim.classList.remove("chosen");
      opener?.closest(".claim")?.classList.add("chosen");
      dress();
      const passage = at && shown.querySelector("#at");
      if (!passage) pane.scrollTop = 0;
      else {
        const box = passage.getBoundingClientRect();
        const view = pane.getBoundingClientRect();
        pane.scrollTop += box.top - view.top - Math.max(tools.offsetHeight + 24, (view.height - box.height) / 3);
      }
      if (focus) sheet.focus({ preventScroll: true });
    }

    // On a small screen the article covers the story, so it is a dialog; beside it, it is not.
    function dress() {
      const covers = narrow.matches && open();
      for (const element of outside) element.inert = covers;
      if (covers) {
        pane.setAttribute("role", "dialog");
        pane.setAttribute("aria-modal", "true");
      } else {
        pane.removeAttribute("role");
        pane.removeAttribute("aria-modal");
      }
    }

    function hide() {
      turn++;
      if (!open()) return;
      root.classList.remove("reading");
      shown.replaceChildren();
      for (const claim of main.querySelectorAll(".claim.chosen")) claim.classList.remove("chosen");
      dress();
      now = "";
      pushed = false;
      const back = opener;
      opener = null;
      back?.focus({ preventScroll: true });
    }

    function record(href, push) {
      const address = href ? "#" + short(href) : location.pathname + location.search;
      history[push ? "pushState" : "replaceState"](null, "", address);
    }

    async function choose(href) {
      const already = open();
      await show(href);
      if (now !== href) return;
      record(href, !already);
      if (!already) pushed = true;
    }

    function close() {
      const back = pushed;
      hide();
      if (back) history.back();
      else record("", false);
    }

    function step(by) {
      const at = trail.indexOf(now);
      if (at < 0 || trail.length < 2) return;
      const next = trail[(at + by + trail.length) % trail.length];
      // the button pressed keeps the focus; the article that goes out of sight must not
      show(next, { focus: !walk.contains(document.activeElement) }).then(() => record(next, false));
    }

    function sync() {
      const href = fromHash();
      if (!href) return hide();
      if (now === href) return;
      if (!trail.includes(href)) {
        const link = [...main.querySelectorAll("a.ev")].find((a) => pathOf(a) === href);
        opener = link ?? null;
        trail = link ? trailOf(link) : [];
      }
      show(href);
    }

    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a.ev");
      if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (!parsed(pathOf(link)).key) return;
      event.preventDefault();
      if (main.contains(link)) {
        opener = link;
        trail = trailOf(link);
      } else {
        opener ??= link;
        trail = [];
      }
      choose(pathOf(link));
    });
    document.addEventListener("keydown", (event) => {
      if (!open() || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") close();
      else if (pane.contains(event.target) && event.key === "ArrowRight") step(1);
      else if (pane.contains(event.target) && event.key === "ArrowLeft") step(-1);
      else if (event.key === "Tab" && main.inert) keepInside(event);
    });

    function keepInside(event) {
      const stops = [...pane.querySelectorAll(".tools button, .sheet.open a[href]")].filter((e) => !e.disabled && e.offsetParent);
      const [first, last] = [stops[0], stops[stops.length - 1]];
      if (event.shiftKey && (document.activeElement === first || !stops.includes(document.activeElement))) {
        event.preventDefault();
        last.focus();
      } else if (!event.shiftKey && document.activeElement === last) {
        event.preventDefault();
        first.focus();
      }
    }

    pane.querySelector(".prev").addEventListener("click", () => step(-1));
    pane.querySelector(".next").addEventListener("click", () => step(1));
    pane.querySelector(".close").addEventListener("click", close);
    pane.querySelector(".all").addEventListener("click", () => {
      opener = null;
      hide(); // not by way of the history, which would scroll back to where the reader was
      record("", false);
      pane.querySelector(".list a")?.focus();
      pane.querySelector(".list").scrollIntoView({ block: "start" });
    });
    narrow.addEventListener("change", dress);
    addEventListener("popstate", sync);
    addEventListener("hashchange", sync);
    if (fromHash()) sync();
  }

  // ------------------------------------------------ keys

  function shortcuts() {
    const box = document.getElementById("use-keys");
    if (box) {
      box.checked = kept.get("accord-keys") !== "off";
      box.addEventListener("change", () => kept.set("accord-keys", box.checked ? "on" : "off"));
    }
    const places = { h: "/", p: "/people", o: "/outlets", a: "/agreements", c: "/corrections" };
    let going = false;
    document.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || kept.get("accord-keys") === "off") return;
      if (event.target.closest?.("input, select, textarea, [contenteditable]")) return;
      const went = going;
      going = false;
      if (went && places[event.key]) return location.assign(places[event.key]);
      if (event.key === "g") going = true;
      else if (event.key === "/") {
        event.preventDefault();
        document.getElementById("find")?.focus();
      } else if (event.key === "?") location.assign("/help");
      else if (event.key === "j" || event.key === "k") walkOn(event.key === "j" ? 1 : -1);
    });
  }

  function walkOn(by) {
    const stops = [...document.querySelectorAll(".entry > :is(h2, h3) > a, main .claim .st")].filter((e) => e.offsetParent);
    if (!stops.length) return;
    const at = stops.indexOf(document.activeElement);
    const next = stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + by, 0), stops.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "center" });
  }

  // ------------------------------------------------ looking again

  function lookAgain() {
    const notice = document.querySelector("[data-stale]");
    if (notice) {
      const ask = async () => {
        try {
          const state = await (await fetch(notice.dataset.stale)).json();
          if (!state.stale && state.told) return location.reload();
        } catch { /* asked again below */ }
        setTimeout(ask, 3000);
      };
      setTimeout(ask, 1500);
    }
    if (document.querySelector("[data-busy]")) setTimeout(() => location.reload(), 2500);
  }

  // A file that cannot be read is shown at the line that is wrong.
  function toLine() {
    const field = document.querySelector("textarea[data-line]");
    if (!field) return;
    const lines = field.value.split("\n");
    const at = Math.min(Math.max(Number(field.dataset.line), 1), lines.length);
    const start = lines.slice(0, at - 1).join("\n").length + (at > 1 ? 1 : 0);
    field.focus({ preventScroll: true });
    field.setSelectionRange(start, start + lines[at - 1].length);
    field.scrollTop = Math.max(0, (field.scrollHeight / lines.length) * (at - 4));
  }

  // Who corrects is asked for once in a browser.
  function names() {
    for (const field of document.querySelectorAll("input[name=who]")) {
      if (!field.value) field.value = kept.get("accord-who") ?? "";
      field.addEventListener("change", () => kept.set("accord-who", field.value));
    }
  }
})();
