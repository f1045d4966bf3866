// Shows who said a statement where the pointer or the focus is, and one speaker's statements alone.
// Everything here is an ease: letters, list and links tell the same without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const card = document.querySelector(".card");
  let lit = []; // elements of the statements told about
  let later = 0; // a timer: what is crossed in passing does not flicker
  root.classList.add("js");

  const sheetOf = (element) => element.closest(".sheet");
  const partsOf = (sheet, number) => sheet.querySelectorAll(`.text [data-q~="${number}"]`);
  const numbersOf = (element) => element.dataset.q.split(" ");

  // The statements at an element: the innermost first, then those it stands within.
  function statementsAt(element) {
    const found = new Set();
    for (let e = element.closest("[data-q]"); e; e = e.parentElement.closest("[data-q]")) {
      for (const number of numbersOf(e)) found.add(number);
    }
    return [...found];
  }

  function told(sheet, number) {
    const entry = document.getElementById(`${sheet.id}-k${number}`);
    const voice = entry.closest(".voice");
    const line = document.createElement("p");
    line.className = voice.className;
    line.classList.remove("voice");
    line.append(
      voice.querySelector("summary .tag").cloneNode(),
      voice.querySelector("summary .name").cloneNode(true),
      entry.querySelector(".evidence").cloneNode(true),
    );
    return line;
  }

  function show(element, box) {
    const sheet = sheetOf(element);
    const numbers = statementsAt(element);
    hide();
    const voiceOf = (number) => document.getElementById(`${sheet.id}-k${number}`).closest(".voice");
    lit = numbersOf(element).flatMap((number) => [...partsOf(sheet, number), voiceOf(number)]);
    for (const part of lit) part.classList.add("on");
    card.replaceChildren(...numbers.map((number) => told(sheet, number)));
    card.hidden = false;
    const { width, height } = card.getBoundingClientRect();
    const room = root.clientWidth;
    const below = box.bottom + 10 + height <= innerHeight || box.top < height + 10;
    card.style.left = `${scrollX + Math.max(8, Math.min(box.left, room - width - 8))}px`;
    card.style.top = `${scrollY + (below ? box.bottom + 8 : box.top - height - 8)}px`;
  }

  function hide() {
    clearTimeout(later);
    for (const part of lit) part.classList.remove("on");
    lit = [];
    card.hidden = true;
  }

  // Where the card stands by: the whole element when it is short, so as not to cover its words,
  // else the line under the pointer.
  function placeOf(element, y) {
    const lines = [...element.getClientRects()];
    const line = lines.find((l) => l.top <= y && y <= l.bottom) ?? lines[0];
    const { top, bottom } = element.getBoundingClientRect();
    return bottom - top < 180 ? { left: line.left, top, bottom } : line;
  }

  const markAt = (target) => target.closest?.(".text [data-q]");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const mark = markAt(event.target);
    clearTimeout(later);
    if (card.contains(event.target)) return; // it can be pointed at, as to select its words
    if (mark) later = setTimeout(() => show(mark, placeOf(mark, event.clientY)), 120);
    else if (lit.length) later = setTimeout(hide, 250);
  });
  document.addEventListener("focusin", (event) => {
    const mark = event.target.closest(".tag") && markAt(event.target);
    if (mark) show(mark, placeOf(mark, 0));
    else hide();
  });
  document.addEventListener("click", (event) => {
    if (event.pointerType !== "touch" || card.contains(event.target)) return;
    const mark = markAt(event.target);
    if (!mark) return hide();
    if (event.target.closest(".tag")) event.preventDefault(); // the card says it here
    show(mark, placeOf(mark, event.clientY));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  // ------------------------------------------------ one speaker alone

  function single(sheet, voice) {
    for (const part of sheet.querySelectorAll(".text .kept")) part.classList.remove("kept");
    sheet.classList.toggle("solo", Boolean(voice));
    for (const entry of voice?.querySelectorAll("[data-q]") ?? []) {
      for (const part of partsOf(sheet, entry.dataset.q)) part.classList.add("kept");
    }
  }

  const opened = (sheet) => sheet.querySelector(".voice[open]");

  document.addEventListener(
    "toggle",
    (event) => {
      const voice = event.target;
      if (!voice.matches?.(".voice")) return;
      const sheet = sheetOf(voice);
      if (voice.open) {
        for (const other of sheet.querySelectorAll(".voice[open]")) if (other !== voice) other.open = false;
      }
      single(sheet, opened(sheet));
    },
    true,
  );
  // Moving along the speakers with the keyboard shows each in turn.
  document.addEventListener("focusin", (event) => {
    const summary = event.target;
    if (summary.matches(".voice > summary:focus-visible")) single(sheetOf(summary), summary.parentElement);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches(".voice > summary")) single(sheetOf(event.target), opened(sheetOf(event.target)));
  });
})();
