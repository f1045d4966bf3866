// Opens the article beside the statement that was chosen. Everything here is an ease:
// without it the same links lead to the same spans at the end of the page.
(() => {
  "use strict";
  const root = document.documentElement;
  const pane = document.getElementById("sources");
  const main = document.getElementById("account");
  const skip = document.querySelector(".skip");
  const tools = pane.querySelector(".tools");
  const walk = pane.querySelector(".walk");
  const where = pane.querySelector(".where");
  const count = pane.querySelector(".count");
  const narrow = matchMedia("(max-width: 64rem)");
  let shown = ""; // the id of the passage or article on show
  let opener = null; // what to give the focus back to
  let trail = []; // the passages of the statement chosen
  let pushed = false; // whether opening made a history entry
  root.classList.add("js");
  tools.hidden = false;

  const find = (id) => (/^a\d+(-\d+-\d+)?$/.test(id) ? document.getElementById(id) : null);
  const current = () => location.hash.slice(1);
  const id = (link) => link.getAttribute("href").slice(1);

  function trailOf(link) {
    const claim = link.closest(".trail") ?? link.closest(".claim");
    const own = claim ? [...claim.querySelectorAll("a.ev")].map(id) : [id(link)];
    const rest = claim?.querySelector("[data-trail]")?.dataset.trail.split(" ") ?? [];
    return [...new Set([...own, ...rest])].filter((i) => i.includes("-") && find(i));
  }

  function show(target, { focus = true } = {}) {
    const element = find(target);
    if (!element) return false;
    const sheet = element.closest(".sheet");
    shown = target;
    for (const open of pane.querySelectorAll(".sheet.open")) open.classList.remove("open");
    for (const lit of pane.querySelectorAll(".on, .also")) lit.classList.remove("on", "also");
    sheet.classList.add("open");
    root.classList.add("reading");
    const parts = (i) => [find(i), ...pane.querySelectorAll(`[data-of="${i}"]`)];
    if (element !== sheet) {
      for (const other of trail) if (other !== target) for (const part of parts(other)) part.classList.add("also");
      for (const part of parts(target)) part.classList.add("on");
    }
    const at = trail.indexOf(target);
    walk.hidden = at < 0;
    where.textContent = sheet.querySelector(".outlet").textContent;
    const place = `${at + 1} ${count.dataset.of} ${trail.length}`;
    count.textContent = at < 0 ? "" : place;
    count.setAttribute("aria-label", `${count.dataset.word} ${place}`);
    for (const button of walk.querySelectorAll("button")) button.disabled = trail.length < 2;
    for (const link of main.querySelectorAll(".claim.chosen")) link.classList.remove("chosen");
    opener?.closest(".claim")?.classList.add("chosen");
    dress();
    if (element === sheet) pane.scrollTop = 0;
    else {
      const box = element.getBoundingClientRect();
      const view = pane.getBoundingClientRect();
      pane.scrollTop += box.top - view.top - Math.max(tools.offsetHeight + 24, (view.height - box.height) / 3);
    }
    if (focus) sheet.focus({ preventScroll: true });
    return true;
  }

  // On a small screen the article covers the account, so it is a dialog; beside it, it is not.
  function dress() {
    const covers = narrow.matches && root.classList.contains("reading");
    main.inert = skip.inert = covers;
    if (covers) {
      pane.setAttribute("role", "dialog");
      pane.setAttribute("aria-modal", "true");
    } else {
      pane.removeAttribute("role");
      pane.removeAttribute("aria-modal");
    }
  }

  function hide() {
    if (!root.classList.contains("reading")) return;
    root.classList.remove("reading");
    for (const open of pane.querySelectorAll(".sheet.open")) open.classList.remove("open");
    for (const link of main.querySelectorAll(".claim.chosen")) link.classList.remove("chosen");
    dress();
    shown = "";
    const back = opener;
    opener = null;
    pushed = false;
    back?.focus({ preventScroll: true });
  }

  function record(target, push) {
    try {
      history[push ? "pushState" : "replaceState"](null, "", target ? "#" + target : location.pathname + location.search);
      return true;
    } catch {
      return false; // some viewers forbid it for files: the address then stays as it was
    }
  }

  function open(target) {
    const already = root.classList.contains("reading");
    if (!show(target)) return;
    const recorded = record(target, !already);
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
    const target = current();
    if (!find(target)) return hide();
    if (!trail.includes(target)) {
      const link = [...main.querySelectorAll("a.ev")].find((a) => id(a) === target);
      opener = link ?? null;
      trail = link ? trailOf(link) : [];
    }
    show(target);
  }

  function step(by) {
    const at = trail.indexOf(shown);
    if (at < 0 || trail.length < 2) return;
    const next = trail[(at + by + trail.length) % trail.length];
    // the button pressed keeps the focus; the article that goes out of sight must not
    show(next, { focus: !walk.contains(document.activeElement) });
    record(next, false);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.ev");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (main.contains(link)) {
      opener = link;
      trail = trailOf(link);
    } else {
      opener ??= link;
      trail = [];
    }
    open(id(link));
  });
  document.addEventListener("keydown", (event) => {
    if (!root.classList.contains("reading") || event.altKey || event.ctrlKey || event.metaKey) return;
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
  if (location.hash) sync();
})();
