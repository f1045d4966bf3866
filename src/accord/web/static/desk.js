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
    if (document.getElementById("sources")) besideStory();
    unfoldForPrint();
  });

  // ------------------------------------------------ the article beside the story

  function besideStory() {
    const shown = document.querySelector("#sources .shown");
    const pathOf = (link) => link.getAttribute("href");

    // "/article/a1?at=3-9#at"; in the address of the page it is "article=a1:3-9".
    function parsed(href) {
      const url = new URL(href, location.href);
      const key = url.pathname.startsWith("/article/") ? url.pathname.slice("/article/".length) : "";
      return { key, at: url.searchParams.get("at") ?? "", path: url.pathname, query: url.searchParams };
    }

    async function prepare(href, trail) {
      const { key, at, path, query } = parsed(href);
      const also = trail.filter((other) => other !== href && parsed(other).path === path).map((o) => parsed(o).at);
      const ask = new URLSearchParams(query);
      if (also.length) ask.set("also", also.join(","));
      let sheet = null;
      try {
        const answer = await fetch(`/beside/${key}?${ask}`, { headers: { Accept: "text/html" } });
        const text = answer.ok ? await answer.text() : "";
        sheet = new DOMParser().parseFromString(text, "text/html").querySelector(".sheet");
      } catch { /* told by the page below */ }
      if (!sheet) return location.assign(href); // the article's own page says what is wrong
      return () => {
        shown.replaceChildren(document.adoptNode(sheet));
        return { sheet, name: sheet.dataset.name, passage: at ? shown.querySelector("#at") : null };
      };
    }

    besideAccount({
      main: document.getElementById("main"),
      outside: document.querySelectorAll(".skip, .top, .foot"),
      keyOf: (link) => (parsed(pathOf(link)).key ? pathOf(link) : ""),
      isPassage: (href) => parsed(href).at !== "",
      prepare,
      clear: () => shown.replaceChildren(),
      hashOf(href) {
        const { key, at } = parsed(href);
        return `article=${key}${at ? ":" + at : ""}`;
      },
      keyOfHash() {
        const match = /^#article=([^:]*)(?::(\d+-\d+))?$/.exec(location.hash);
        if (!match || !match[1]) return "";
        return `/article/${match[1]}` + (match[2] ? `?at=${match[2]}#at` : "");
      },
    });
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
