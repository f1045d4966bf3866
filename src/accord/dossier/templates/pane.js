// The article beside the account, in the dossier's own page and in the desk: what is on show, the walk
// through the passages of the statement chosen, keys, focus and the address. How an article gets into
// the pane is the caller's: here it stands in the page already, there it is fetched.
"use strict";

// `keyOf(link)` names what a link opens, "" where that is not ours; `isPassage(key)` tells a passage from a
// whole article; `moreOf(claim)` are passages of a statement that it has no links for; `prepare(key, trail)`
// gives (perhaps later) a function that shows it and returns { sheet, name, passage }, or nothing;
// `clear()` takes it away; `hashOf(key)` and `keyOfHash()` are its form in the address.
function besideAccount({ main, outside, keyOf, isPassage, moreOf = () => [], prepare, clear, hashOf, keyOfHash }) {
  const root = document.documentElement;
  const pane = document.getElementById("sources");
  const tools = pane.querySelector(".tools");
  const walk = pane.querySelector(".walk");
  const where = pane.querySelector(".where");
  const count = pane.querySelector(".count");
  const narrow = matchMedia("(max-width: 64rem)");
  let now = ""; // the key on show
  let opener = null; // what to give the focus back to
  let trail = []; // the passages of the statement chosen
  let pushed = false; // whether opening made a history entry
  let turn = 0; // an article that comes after a later one is dropped
  tools.hidden = false;

  const reading = () => root.classList.contains("reading");

  function trailOf(link) {
    const claim = link.closest(".trail") ?? link.closest(".claim");
    const own = claim ? [...claim.querySelectorAll("a.ev")].map(keyOf) : [keyOf(link)];
    return [...new Set([...own, ...(claim ? moreOf(claim) : [])])].filter(isPassage);
  }

  function unchoose() {
    for (const claim of main.querySelectorAll(".claim.chosen")) claim.classList.remove("chosen");
  }

  async function show(key, { focus = true } = {}) {
    const mine = ++turn;
    const put = await prepare(key, trail);
    if (!put || mine !== turn) return false;
    const { sheet, name, passage } = put();
    now = key;
    root.classList.add("reading");
    const at = trail.indexOf(key);
    const place = `${at + 1} ${count.dataset.of} ${trail.length}`;
    walk.hidden = at < 0;
    where.textContent = name;
    count.textContent = at < 0 ? "" : place;
    count.setAttribute("aria-label", `${count.dataset.word} ${place}`);
    for (const button of walk.querySelectorAll("button")) button.disabled = trail.length < 2;
    unchoose();
    opener?.closest(".claim")?.classList.add("chosen");
    dress();
    if (!passage) pane.scrollTop = 0;
    else {
      const box = passage.getBoundingClientRect();
      const view = pane.getBoundingClientRect();
      pane.scrollTop += box.top - view.top - Math.max(tools.offsetHeight + 24, (view.height - box.height) / 3);
    }
    if (focus) sheet.focus({ preventScroll: true });
    return true;
  }

  // On a small screen the article covers the account, so it is a dialog; beside it, it is not.
  function dress() {
    const covers = narrow.matches && reading();
    for (const element of [main, ...outside]) element.inert = covers;
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
    if (!reading()) return;
    root.classList.remove("reading");
    clear();
    unchoose();
    dress();
    const back = opener;
    now = "";
    opener = null;
    pushed = false;
    back?.focus({ preventScroll: true });
  }

  function record(key, push) {
    const address = key ? "#" + hashOf(key) : location.pathname + location.search;
    try {
      history[push ? "pushState" : "replaceState"](null, "", address);
      return true;
    } catch {
      return false; // some viewers forbid it for files: the address then stays as it was
    }
  }

  async function open(key) {
    const already = reading();
    if (!(await show(key))) return;
    const recorded = record(key, !already);
    if (!already) pushed = recorded;
  }

  function close() {
    const back = pushed;
    hide();
    if (back) history.back();
    else record("", false);
  }

  // A passage opened by its address alone: the statement it supports is looked up.
  function sync() {
    const key = keyOfHash();
    if (!key) return hide();
    if (key === now) return;
    if (!trail.includes(key)) {
      opener = [...main.querySelectorAll("a.ev")].find((link) => keyOf(link) === key) ?? null;
      trail = opener ? trailOf(opener) : [];
    }
    show(key);
  }

  async function step(by) {
    const at = trail.indexOf(now);
    if (at < 0 || trail.length < 2) return;
    const next = trail[(at + by + trail.length) % trail.length];
    // the button pressed keeps the focus; the article that goes out of sight must not
    if (await show(next, { focus: !walk.contains(document.activeElement) })) record(next, false);
  }

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

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.ev");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!keyOf(link)) return;
    event.preventDefault();
    if (main.contains(link)) {
      opener = link;
      trail = trailOf(link);
    } else {
      opener ??= link;
      trail = [];
    }
    open(keyOf(link));
  });
  document.addEventListener("keydown", (event) => {
    if (!reading() || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") close();
    else if (pane.contains(event.target) && event.key === "ArrowRight") step(1);
    else if (pane.contains(event.target) && event.key === "ArrowLeft") step(-1);
    else if (event.key === "Tab" && main.inert) keepInside(event);
  });
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
  if (keyOfHash()) sync();
}

// On paper nothing stays folded.
function unfoldForPrint() {
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
}
